package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"
)

// bundled puts arrivals into one container, which arrives when the last of them
// would have.
func bundled(all []*arrival, name string, pack func([]*arrival) ([]byte, error), members ...string) ([]*arrival, error) {
	container := &arrival{name: name, container: true}
	var inside []*arrival
	rest := slices.DeleteFunc(slices.Clone(all), func(a *arrival) bool {
		if !a.archived && slices.Contains(members, a.name) {
			inside = append(inside, a)
			container.received = max(container.received, a.received)
			return true
		}
		return false
	})
	if len(inside) != len(members) {
		return nil, fmt.Errorf("%s: %d of %d workbooks found", name, len(inside), len(members))
	}
	var err error
	container.data, err = pack(inside)
	return append(rest, container), err
}

func zipped(members []*arrival) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		f, err := z.CreateHeader(&zip.FileHeader{Name: path.Base(m.name), Method: zip.Deflate, Modified: local(m.received)})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(m.data); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func mailed(members []*arrival) ([]byte, error) {
	at := local(members[0].received)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("Received: from thu.truong.example by thu.donvi.example; %s", at.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	line("Date: %s", at.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	line("From: %s <mnvanhkhuyen@truong.example>", mime.QEncoding.Encode("utf-8", "Văn thư nhà trường"))
	line("To: vanthu@donvi.example")
	line("Subject: %s", mime.QEncoding.Encode("utf-8", "Gửi báo cáo tự đánh giá"))
	line("MIME-Version: 1.0")
	line("Content-Type: multipart/mixed; boundary=mau")
	line("")
	line("--mau\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nNhà trường gửi báo cáo tự đánh giá.\r\n")
	for _, m := range members {
		name := mime.BEncoding.Encode("utf-8", path.Base(m.name))
		line("--mau\r\nContent-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name=\"%s\"", name)
		line("Content-Disposition: attachment; filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n", name)
		for text := base64.StdEncoding.EncodeToString(m.data); text != ""; {
			n := min(76, len(text))
			line("%s", text[:n])
			text = text[n:]
		}
	}
	line("--mau--")
	return []byte(b.String()), nil
}
