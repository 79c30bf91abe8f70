package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/jhillyerd/enmime/v2"

	"kdcl/ingest/form"
	"kdcl/templates"
)

const postPassword = "mật khẩu của hộp thư"

// post is a mail server of an office: real SMTP, over TLS or not.
type post struct {
	host  string
	port  int
	roots string // file of the certificate that signs for it

	mu     sync.Mutex
	mails  [][]byte
	logins []string // "user password encrypted?", taken or not
}

type postOptions struct {
	starttls, tls, login bool
	refuse               string // a recipient that it has never heard of
}

func newPost(t *testing.T, opt postOptions) *post {
	t.Helper()
	p := &post{}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		if !opt.login {
			return &openSession{p, c, opt}, nil
		}
		return &loginSession{openSession{p, c, opt}, false}, nil
	}))
	s.Domain, s.AllowInsecureAuth, s.MaxMessageBytes = "mail.example.vn", true, 64<<20
	s.ErrorLog = quiet{}
	cert, pemBytes := certificate(t)
	p.roots = filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(p.roots, pemBytes, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.host, p.port = "127.0.0.1", l.Addr().(*net.TCPAddr).Port
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	if opt.starttls {
		s.TLSConfig = config
	}
	if opt.tls {
		l = tls.NewListener(l, config)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return p
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// certificate signs for 127.0.0.1, by itself.
func certificate(t *testing.T) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// openSession takes mail from anybody.
type openSession struct {
	*post
	conn *smtp.Conn
	opt  postOptions
}

func (s *openSession) Reset()                               {}
func (s *openSession) Logout() error                        { return nil }
func (s *openSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *openSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if to == s.opt.refuse {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	return nil
}
func (s *openSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, data)
	return err
}

// loginSession takes it from who knows the password.
type loginSession struct {
	openSession
	in bool
}

func (s *loginSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *loginSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		_, encrypted := s.conn.TLSConnectionState()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.logins = append(s.logins, fmt.Sprintf("%s %s %v", user, password, encrypted))
		if user != "kdcl@example.vn" || password != postPassword {
			return smtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}
func (s *loginSession) Mail(from string, o *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	return s.openSession.Mail(from, o)
}

func (p *post) got() (mails [][]byte, logins []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mails, p.logins
}

// section is unit.yaml's mail section for this server.
func (p *post) section(tlsPolicy, more string) string {
	return fmt.Sprintf("\nmail: {host: %s, port: %d, tls: %s, from: kdcl@example.vn, to: [vanthu@example.vn, truongphong@example.vn]%s}\n", p.host, p.port, tlsPolicy, more)
}

// The office hears of its night by mail, drafts and all; when the mail server
// refuses, the night is as good, and says so in its record and where it is asked.
func TestMailOfTheNight(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE is read on Linux")
	}
	o := newTestOffice(t)
	s := o.samples()
	o.arrive("2027-06-10T08:00:00+07:00", s[0], s[9])
	yaml, err := os.ReadFile(o.path("unit.yaml"))
	o.must(err)
	run := func(p *post, section string, env []string, args ...string) (out string, rec Record, code int) {
		o.must(os.WriteFile(o.path("unit.yaml"), append(bytes.Clone(yaml), section...), 0o644))
		cmd := o.command(append([]string{"run", "--now", "2027-06-20T22:00:00+07:00"}, args...)...)
		cmd.Env = append(os.Environ(), append(env, "SSL_CERT_FILE="+p.roots)...)
		text, err := cmd.CombinedOutput()
		if e := (*exec.ExitError)(nil); errors.As(err, &e) {
			code = e.ExitCode()
		} else {
			o.must(err)
		}
		data, err := os.ReadFile(o.path("runs/latest.json"))
		o.must(err)
		o.must(json.Unmarshal(data, &rec))
		if bytes.Contains(data, []byte(postPassword)) || bytes.Contains(text, []byte(postPassword)) {
			t.Error("the password stands in the record or on the terminal")
		}
		return string(text), rec, code
	}

	p := newPost(t, postOptions{starttls: true, login: true})
	out, rec, code := run(p, p.section("starttls", ", user: kdcl@example.vn, drafts: true"), []string{passwordVariable + "=" + postPassword})
	mails, logins := p.got()
	if code != exitDone || rec.Mail == nil || !rec.Mail.Sent || rec.Mail.To != 2 || rec.Mail.Drafts < 10 || len(mails) != 1 {
		t.Fatalf("exit %d, %+v, %d mails, logins %q\n%s", code, rec.Mail, len(mails), logins, out)
	}
	if len(logins) != 1 || !strings.HasSuffix(logins[0], " true") {
		t.Errorf("logins %q", logins)
	}
	mail, err := enmime.ReadEnvelope(bytes.NewReader(mails[0]))
	o.must(err)
	if got := mail.GetHeader("Subject"); got != "kdcl 20/06/2027: "+rec.Line {
		t.Errorf("subject %q", got)
	}
	if !strings.Contains(mail.Text, rec.Line) || !strings.Contains(mail.Text, "Phòng Văn hóa - Xã hội") || !strings.Contains(mail.Text, fmt.Sprint(rec.Mail.Drafts, " thư nháp")) || strings.Contains(mail.Text, "{{") {
		t.Errorf("%s", mail.Text)
	}
	if len(mail.Attachments) != 1 {
		t.Fatalf("%d attachments", len(mail.Attachments))
	}
	z, err := zip.NewReader(bytes.NewReader(mail.Attachments[0].Content), int64(len(mail.Attachments[0].Content)))
	o.must(err)
	drafts := 0
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, ".eml") {
			drafts++
		}
	}
	if drafts != rec.Mail.Drafts {
		t.Errorf("%d drafts in the zip, %d told", drafts, rec.Mail.Drafts)
	}
	before := o.content()
	delete(before, "run")

	// The password has changed; another server, TLS from the first byte on.
	p = newPost(t, postOptions{tls: true, login: true})
	section := p.section("tls", ", user: kdcl@example.vn")
	out, rec, code = run(p, section, []string{passwordVariable + "=cũ"})
	if code != exitDone || rec.Exit != exitDone || rec.Mail == nil || rec.Mail.Sent || !strings.Contains(out, "không gửi được thư kết quả") || !strings.Contains(strings.Join(rec.Problems, "\n"), rec.Mail.Error) {
		t.Errorf("exit %d, %+v\n%s", code, rec.Mail, out)
	}
	if mails, logins := p.got(); len(mails) != 0 || len(logins) == 0 || !strings.HasSuffix(logins[0], " true") {
		t.Errorf("%d mails, logins %q", len(mails), logins)
	}
	after := o.content()
	delete(after, "run")
	if len(after) != len(before) || fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("the night came out otherwise for want of a mail")
	}
	if _, rec, code := run(p, section, []string{passwordVariable + "=cũ"}, "--fail-on", "mail"); code != exitTold || rec.Exit != exitTold {
		t.Errorf("--fail-on mail: exit %d, in the record %d", code, rec.Exit)
	}

	// A night that fails is told, too.
	o.must(os.Rename(o.path("inbox"), o.path("aside")))
	p = newPost(t, postOptions{})
	_, rec, code = run(p, p.section("none", ""), nil)
	mails, _ = p.got()
	if code != exitFailed || rec.Exit != exitFailed || rec.Mail == nil || !rec.Mail.Sent || len(mails) != 1 {
		t.Fatalf("exit %d, %+v, %d mails", code, rec.Mail, len(mails))
	}
	mail, err = enmime.ReadEnvelope(bytes.NewReader(mails[0]))
	o.must(err)
	if mail.GetHeader("Subject") != "kdcl 20/06/2027: KHÔNG XONG" || !strings.Contains(mail.Text, rec.Error) {
		t.Errorf("%s\n%s", mail.GetHeader("Subject"), mail.Text)
	}
}

// What a server, a network or a careless administrator does to a mail: it is not
// sent, the reason is told, and no password leaves in the clear.
func TestMailRefused(t *testing.T) {
	dir := t.TempDir()
	secret := func(name string, mode os.FileMode) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(postPassword+"\r\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		return name
	}
	plain, locked := postOptions{}, postOptions{login: true}
	for _, tc := range []struct {
		name   string
		server postOptions
		mail   form.Mail
		env    string
		want   string // of the error; empty: it is sent
		logins int
	}{
		{"no login is asked for", plain, form.Mail{TLS: form.TLSNone}, "", "", 0},
		{"a login on this machine, password from a file", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: secret("own", 0o600)}, "", "", 1},
		{"the environment goes before the file", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: secret("own", 0o600)}, "khác", "535", 1},
		{"the group can read the file", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: secret("group", 0o640)}, "", "chmod 600", 0},
		{"everybody can read the file", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: secret("all", 0o604)}, "", "chmod 600", 0},
		{"a folder stands for the file", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: dir}, "", "chmod 600", 0},
		{"no file", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: filepath.Join(dir, "none")}, "", "none", 0},
		{"no password at all", locked, form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn"}, "", passwordVariable, 0},
		{"the login is missing", locked, form.Mail{TLS: form.TLSNone}, "", "502", 0},
		{"the server knows no STARTTLS", locked, form.Mail{TLS: form.TLSStart, User: "kdcl@example.vn"}, postPassword, "STARTTLS", 0},
		{"nobody vouches for the server's certificate", postOptions{starttls: true, login: true}, form.Mail{TLS: form.TLSStart, User: "kdcl@example.vn"}, postPassword, "certificate", 0},
		{"nor over TLS from the first byte", postOptions{tls: true, login: true}, form.Mail{TLS: form.TLSAll, User: "kdcl@example.vn"}, postPassword, "certificate", 0},
		{"the server speaks no TLS", plain, form.Mail{TLS: form.TLSAll}, "", "tls", 0},
		{"a mailbox that is none", postOptions{refuse: "vanthu@example.vn"}, form.Mail{TLS: form.TLSNone}, "", "no such mailbox", 0},
		{"nobody listens", plain, form.Mail{TLS: form.TLSNone, Port: 1}, "", "refused", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if strings.Contains(tc.want, "chmod") && runtime.GOOS == "windows" {
				t.Skip("Windows has no such bits")
			}
			p := newPost(t, tc.server)
			t.Setenv(passwordVariable, tc.env)
			m := tc.mail
			m.Host, m.From, m.To = p.host, "kdcl@example.vn", []string{"vanthu@example.vn"}
			if m.Port == 0 {
				m.Port = p.port
			}
			j := &Job{office: &office{dir: dir, templates: templates.FS, Unit: form.Unit{Name: "Đơn vị", SchoolYear: "2026-2027", Mail: &m}}, terminal: &terminal{lang: "en"}, Now: time.Now(), Out: dir}
			rec := j.tell(context.Background(), Record{Line: "23 trường đến hạn"})
			mails, logins := p.got()
			if rec.Sent != (tc.want == "") || !strings.Contains(rec.Error, tc.want) || len(mails) == 1 != rec.Sent || len(logins) != tc.logins {
				t.Errorf("%+v, %d mails, logins %q", rec, len(mails), logins)
			}
			if strings.Contains(rec.Error, postPassword) {
				t.Error("the error tells the password")
			}
		})
	}
}

// A server that takes the call and says nothing keeps no night waiting for long.
func TestMailToTheSilent(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
		}
	}()
	m := form.Mail{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: form.TLSStart, From: "kdcl@example.vn", To: []string{"vanthu@example.vn"}}
	j := &Job{office: &office{templates: templates.FS, Unit: form.Unit{Name: "Đơn vị", SchoolYear: "2026-2027", Mail: &m}}, terminal: &terminal{lang: "en"}, Now: time.Now(), Out: t.TempDir()}
	began := time.Now()
	if rec := j.tell(context.Background(), Record{Line: "23 trường"}); rec.Sent || rec.Error == "" || time.Since(began) > mailTimeout {
		t.Errorf("%v: %+v", time.Since(began), rec)
	} else {
		t.Logf("given up after %v: %s", time.Since(began).Round(time.Second), rec.Error)
	}
}
