package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"strings"

	"github.com/jhillyerd/enmime/v2"
	"github.com/rogpeppe/go-internal/testscript"
)

// bundle makes a zip: `bundle out.zip file=name …`; a file without a name keeps
// its own.
func bundle(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, a := range args[1:] {
		from, name, ok := strings.Cut(a, "=")
		if !ok {
			name = filepath.Base(from)
		}
		data, err := os.ReadFile(ts.MkAbs(from))
		ts.Check(err)
		f, err := w.Create(name)
		ts.Check(err)
		_, err = f.Write(data)
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// letter makes an e-mail: `letter out.eml from moment file…`; the moment is when
// the office's server took it in.
func letter(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Received: from pc by mail.example.vn; %s\r\nFrom: %s\r\nTo: phong@example.vn\r\nDate: Mon, 1 Jan 2024 00:00:00 +0700\r\n", args[2], args[1])
	fmt.Fprint(&b, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=ranh-gioi\r\n\r\n--ranh-gioi\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKính gửi Phòng, trường gửi báo cáo.\r\n")
	for _, from := range args[3:] {
		data, err := os.ReadFile(ts.MkAbs(from))
		ts.Check(err)
		fmt.Fprintf(&b, "--ranh-gioi\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n",
			mime.BEncoding.Encode("UTF-8", filepath.Base(from)), base64.StdEncoding.EncodeToString(data))
	}
	fmt.Fprint(&b, "--ranh-gioi--\r\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// eml prints what a mail program shows of an e-mail: `eml in.eml`.
func eml(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	m, err := enmime.ReadEnvelope(bytes.NewReader(data))
	ts.Check(err)
	for _, name := range m.GetHeaderKeys() {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n", name, m.GetHeader(name))
	}
	fmt.Fprintf(ts.Stdout(), "\n%s\n", strings.ReplaceAll(m.Text, "\r\n", "\n"))
	for _, a := range m.Attachments {
		fmt.Fprintf(ts.Stdout(), "attached: %s\n", a.FileName)
	}
}

// macro saves a workbook with a VBA project in it: `macro in.xlsx out.xlsm`.
func macro(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	ts.Check(err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		ts.Check(w.Copy(f))
	}
	f, err := w.Create("xl/vbaProject.bin")
	ts.Check(err)
	_, err = io.WriteString(f, "never run")
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o644))
}

// garble writes over the last line of a file as a failing disk does.
func garble(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	start := bytes.LastIndexByte(bytes.TrimSuffix(data, []byte("\n")), '\n') + 1
	for i := start; i < len(data)-1; i += 7 {
		data[i] = 0xFE
	}
	ts.Check(os.WriteFile(name, data, 0o644))
}
