package intake_test

import (
	"encoding/base64"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kdcl/ingest/intake"
)

// letterOf is an e-mail as a school's program sends it, with one attachment.
func letterOf(name, body string) string {
	return fmt.Sprintf("Received: from mx.example.vn by mail.example.vn; Tue, 15 Jun 2027 08:00:00 +0700 (ICT)\r\n"+
		"Received: from pc by mx.example.vn;\r\n\tTue, 15 Jun 2027 07:59:00 +0700\r\n"+
		"From: =?UTF-8?Q?Tr=C6=B0=E1=BB=9Dng?= <MN.HoaSen@Example.edu.vn>\r\nTo: office@example.vn\r\nDate: Mon, 14 Jun 2027 10:00:00 +0700\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/mixed; boundary=\"=_%d\"\r\n\r\n--=_%[1]d\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKính gửi Phòng\r\n"+
		"--=_%[1]d\r\nContent-Type: application/octet-stream; name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%[2]s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--=_%[1]d--\r\n",
		len(body), mime.BEncoding.Encode("UTF-8", name), wrap(base64.StdEncoding.EncodeToString([]byte(body))))
}

func wrap(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s
}

// mailOf is an e-mail of given parts, each a head and a body.
func mailOf(parts ...string) []byte {
	var b strings.Builder
	b.WriteString("From: a@b.vn\nDate: Mon, 14 Jun 2027 10:00:00 +0700\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n")
	for _, p := range parts {
		b.WriteString("--b\n" + p + "\n")
	}
	return []byte(b.String() + "--b--\n")
}

// MESSY 6: what an e-mail carries is read: workbooks, zips, e-mails sent on;
// its body, its logo and its signature are no files.
func TestMessy06Attachments(t *testing.T) {
	bundle := string(zipOf(t, entry{name: "Xã A/b.xlsx", body: "B"}))
	for _, tc := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a workbook", []byte(letterOf("Báo cáo tự đánh giá.xlsx", "A")), []string{"Báo cáo tự đánh giá.xlsx: A"}},
		{"a zip", []byte(letterOf("bộ hồ sơ.zip", bundle)), []string{"bộ hồ sơ.zip/Xã A/b.xlsx: B"}},
		{"an e-mail sent on", []byte(letterOf("thư.eml", letterOf("a.xlsx", "A"))), []string{"thư.eml/a.xlsx: A"}},
		{"an e-mail in an e-mail in an e-mail", []byte(letterOf("1.eml", letterOf("2.eml", letterOf("a.xlsx", "A")))), []string{"MUC_LONG_SAU 1.eml/2.eml"}},
		{"a zip of e-mails", zipOf(t, entry{name: "1.eml", body: letterOf("a.xlsx", "A")}, entry{name: "2.eml", body: letterOf("b.xlsx", "B")}), []string{"1.eml/a.xlsx: A", "2.eml/b.xlsx: B"}},
		{"a logo, a signature, a report of delivery", mailOf("Content-Type: text/html\n\n<b>x</b>",
			"Content-Type: image/png; name=logo.png\nContent-ID: <1>\n\nx", "Content-Type: application/pgp-signature; name=s.asc\n\nx", "Content-Type: application/octet-stream; name=a.xlsx\n\nA"),
			[]string{"a.xlsx: A", "(inline-picture logo.png)", "(mail-part s.asc)"}},
		{"a photo that is meant", mailOf("Content-Type: image/jpeg; name=scan.jpg\nContent-Disposition: attachment; filename=scan.jpg\n\nJ"), []string{"scan.jpg: J"}},
		{"a workbook that calls itself text", mailOf("Content-Type: text/plain; charset=windows-1258; name=a.xlsx\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n/+yh"), []string{"a.xlsx: \xFF\xEC\xA1"}},
		{"a workbook without a name", mailOf("Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\n\nA"), []string{"dinh-kem.xlsx: A"}},
		{"quoted-printable", mailOf("Content-Type: application/octet-stream; name=a.xlsx\nContent-Transfer-Encoding: quoted-printable\n\nA=C3=A1=\nB"), []string{"a.xlsx: AáB"}},
		{"a name in parts (RFC 2231)", mailOf("Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*0*=UTF-8''B%C3%A1o; filename*1*=%20c%C3%A1o.xlsx\n\nA"), []string{"Báo cáo.xlsx: A"}},
		{"the e-mail is the workbook", []byte("From: a@b\nDate: x\nContent-Type: application/octet-stream; name=a.xlsx\nContent-Transfer-Encoding: base64\n\nQQ==\n"), []string{"a.xlsx: A"}},
		{"MESSY 74: a name that leads out", mailOf("Content-Type: application/octet-stream; name=\"../../a.xlsx\"\n\nA"), []string{"MUC_TEN_NGUY_HIEM ../../a.xlsx"}},
		{"MESSY 14: a body and nothing else", []byte("From: a@b.vn\nTo: c@d.vn\nSubject: BC\n\nTrường đã gửi qua Zalo."), []string{"THU_KHONG_CO_TEP"}},
		{"MESSY 14: a body and a logo", mailOf("Content-Type: text/plain\n\nx", "Content-Type: image/png\nContent-Disposition: inline\n\nx"), []string{"THU_KHONG_CO_TEP", "(inline-picture tep-2)"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, got := expand(t, tc.data, intake.DefaultLimits())
			same(t, got, tc.want...)
		})
	}
}

// An e-mail arrived when the unit's own server took it in, else when its sender
// says; it may be saved into the inbox days later.
func TestMailArrival(t *testing.T) {
	const now = "2027-06-21 06:00:00"
	for _, tc := range []struct{ name, head, want string }{
		{"the topmost Received", "Received: from a by b; Tue, 15 Jun 2027 08:00:00 +0700 (ICT)\nReceived: from c by a; Mon, 14 Jun 2027 08:00:00 +0700\nDate: Sun, 13 Jun 2027 08:00:00 +0700\n", "2027-06-15T08:00:00+07:00"},
		{"in another zone", "Received: by b; Tue, 15 Jun 2027 18:30:00 +0000\nFrom: a@b\n", "2027-06-16T01:30:00+07:00"},
		{"folded", "Received: from a\n\tby b;\n Tue, 15 Jun 2027\n 08:00:00 +0700\nFrom: a@b\n", "2027-06-15T08:00:00+07:00"},
		{"Date alone", "Date: 14 Jun 2027 10:00:00 +0700\nFrom: a@b\n", "2027-06-14T10:00:00+07:00"},
		{"Date without a zone", "Date: Mon, 14 Jun 2027 10:00:00\nFrom: a@b\n", "2027-06-14T10:00:00+07:00"},
		{"a Received that says no time", "Received: from a by b\nDate: Mon, 14 Jun 2027 10:00:00 +0700\n", "2027-06-14T10:00:00+07:00"},
		{"a clock that runs ahead", "Date: Fri, 31 Dec 2027 10:00:00 +0700\nFrom: a@b\n", "2027-06-21T06:00:00+07:00"},
		{"a clock that was reset", "Date: Thu, 1 Jan 1970 00:00:00 +0000\nFrom: a@b\n", "2027-06-20T09:00:00+07:00"},
		{"neither: the folder's rule", "From: a@b\nSubject: x\n", "2027-06-20T09:00:00+07:00"},
		{"a mailbox's first line", "From a@b Tue Jun 15 08:00:00 2027\nFrom: a@b\nDate: Mon, 14 Jun 2027 10:00:00 +0700\n", "2027-06-14T10:00:00+07:00"},
	} {
		b := newBox(t)
		b.put("thư.eml", tc.head+"\nbody", "2027-06-20 09:00:00")
		s, _ := b.scan(now)
		if len(s.New) != 1 || s.New[0].Received != tc.want || s.New[0].Via != "mail" {
			t.Errorf("%s: %+v, want %s", tc.name, s.New, tc.want)
		}
	}
}

// The ledger knows a sender again, and keeps no address and no name.
func TestSenderIsNoPersonalData(t *testing.T) {
	b := newBox(t)
	b.put("thư.eml", letterOf("a.xlsx", "A"), "2027-06-20 09:00:00")
	s, lines := b.scan("2027-06-21 06:00:00")
	l := b.open()
	if _, ok, err := l.Unpack(s.New[0], intake.DefaultLimits()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	want := intake.SenderHash(" mn.hoasen@example.edu.vn ")
	for _, line := range append(lines, l.Lines()...) {
		if line.Sender != want {
			t.Errorf("%s: sender %q, want %q", line.Name, line.Sender, want)
		}
	}
	ledger, err := os.ReadFile(filepath.Join(b.archive, "received.jsonl"))
	if err != nil || strings.Contains(strings.ToLower(string(ledger)), "hoasen@") {
		t.Errorf("%v\n%s", err, ledger)
	}
}
