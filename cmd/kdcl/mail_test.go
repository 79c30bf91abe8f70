package main

import (
	"archive/zip"
	"bytes"
	"cmp"
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
	"io/fs"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/jhillyerd/enmime/v2"
	"github.com/xuri/excelize/v2"

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
	refuse               string          // a recipient that it has never heard of
	sender               *smtp.SMTPError // its answer to whoever sends
	content              *smtp.SMTPError // its answer to what a mail says
	hangUp               string          // when it does: "at once", "login", "sender", "taken"
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
	if opt.hangUp == "at once" {
		l = deaf{l}
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return p
}

// deaf takes calls and hangs up.
type deaf struct{ net.Listener }

func (d deaf) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	if err == nil {
		_ = c.Close()
	}
	return c, err
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

func (s *openSession) Logout() error { return nil }

// Reset comes after a mail, too.
func (s *openSession) Reset() {
	if s.opt.hangUp == "taken" {
		_ = s.conn.Conn().Close()
	}
}

func (s *openSession) Mail(string, *smtp.MailOptions) error {
	if s.opt.hangUp == "sender" {
		_ = s.conn.Conn().Close()
	}
	if s.opt.sender != nil {
		return s.opt.sender
	}
	return nil
}
func (s *openSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if to == s.opt.refuse {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	return nil
}
func (s *openSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if s.opt.content != nil {
		return s.opt.content
	}
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
		if s.opt.hangUp == "login" {
			_ = s.conn.Conn().Close()
		}
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
	o.editRoster(func(f *excelize.File) {
		o.must(f.SetCellStr("Trường", "L3", "hoami@example.vn; vanphong@example.vn"))
	})
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
	draft, err := os.ReadFile(o.path("out/2026-2027/don-doc/79761301.eml"))
	o.must(err)
	if !bytes.Contains(draft, []byte("hoami@example.vn")) || !bytes.Contains(draft, []byte("vanphong@example.vn")) {
		t.Errorf("a school with two addresses:\n%.600s", draft)
	}

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
// sent, the office reads what is wrong and what to do, and no password leaves in
// the clear.
func TestMailRefused(t *testing.T) {
	dir := t.TempDir()
	secret := func(name, text string, mode os.FileMode) string {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(name, []byte(text), 0o600), os.Chmod(name, mode)); err != nil {
			t.Fatal(err)
		}
		return name
	}
	own := secret("own", postPassword+"\r\n", 0o600)
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink(loop, loop); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	plain, locked := postOptions{}, postOptions{login: true}
	login := func(file string) form.Mail {
		return form.Mail{TLS: form.TLSNone, User: "kdcl@example.vn", PasswordFile: file}
	}
	answer := func(code int, a, b, c int, text string) *smtp.SMTPError {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: text}
	}
	open := form.Mail{TLS: form.TLSNone}
	worded := map[string]bool{"other": true, "compose": true, "tls": true, "timeout": true, "unreachable": true} // provoked below or elsewhere
	for _, tc := range []struct {
		name   string
		server postOptions
		mail   form.Mail
		env    string
		reason string   // of mail/faults.txt; empty: it is sent
		says   []string // in either language; PORT is the server's
		logins int
	}{
		{"no login is asked for", plain, open, "", "", nil, 0},
		{"a login on this machine, password from a file", locked, login(own), "", "", nil, 1},
		{"a file that Notepad saved", locked, login(secret("notepad", "\ufeff"+postPassword+"\r\n", 0o600)), "", "", nil, 1},
		{"the environment goes before the file", locked, login(own), "khác", "login-refused", []string{"127.0.0.1", "kdcl@example.vn", passwordVariable, "535"}, 1},
		{"the password of the file is wrong", locked, login(secret("wrong", "sai\n", 0o600)), "", "login-refused", []string{"kdcl@example.vn", filepath.Join(dir, "wrong"), "535"}, 1},
		{"the group can read the file", locked, login(secret("group", postPassword, 0o640)), "", "password-open", []string{"0640", `chmod 600 "` + filepath.Join(dir, "group")}, 0},
		{"everybody can read the file", locked, login(secret("all", postPassword, 0o604)), "", "password-open", []string{"0604", `chmod 600 "` + filepath.Join(dir, "all")}, 0},
		{"a folder stands for the file", locked, login(dir), "", "password-not-file", []string{dir, "password_file"}, 0},
		{"no file, and its name counts from the workspace", locked, login("none"), "", "password-missing", []string{`chmod 600 "` + filepath.Join(dir, "none")}, 0},
		{"an empty file", locked, login(secret("empty", "\r\n", 0o600)), "", "password-empty", []string{filepath.Join(dir, "empty")}, 0},
		{"a file that can't be opened", locked, login(loop), "", "password-unreadable", []string{"chown ", `chmod 600 "` + loop, "links"}, 0},
		{"no password at all", locked, login(""), "", "password-none", []string{passwordVariable, "password_file", "chmod 600"}, 0},
		{"the login is missing", locked, open, "", "login-needed", []string{"127.0.0.1", "user", "password_file", "502"}, 0},
		{"nobody can log in", plain, login(own), "", "login-unknown", []string{"127.0.0.1", "PORT", "user"}, 0},
		{"the server knows no STARTTLS", locked, form.Mail{TLS: form.TLSStart, User: "kdcl@example.vn"}, postPassword, "no-starttls", []string{"PORT", "STARTTLS", "tls: tls"}, 0},
		{"nobody vouches for the server's certificate", postOptions{starttls: true, login: true}, form.Mail{TLS: form.TLSStart, User: "kdcl@example.vn"}, postPassword, "certificate", []string{"127.0.0.1", "PORT", "unknown authority"}, 0},
		{"nor over TLS from the first byte", postOptions{tls: true, login: true}, form.Mail{TLS: form.TLSAll, User: "kdcl@example.vn"}, postPassword, "certificate", []string{"127.0.0.1", "PORT", "unknown authority"}, 0},
		{"the server does not begin with TLS", plain, form.Mail{TLS: form.TLSAll}, "", "no-tls", []string{"PORT", "tls: starttls"}, 0},
		{"a mailbox that is none", postOptions{refuse: "vanthu@example.vn"}, open, "", "recipient-refused", []string{" vanthu@example.vn,", "no such mailbox"}, 0},
		{"a sender that may not", postOptions{sender: answer(550, 5, 7, 1, "not yours")}, open, "", "sender-refused", []string{"kdcl@example.vn", "from", "not yours"}, 0},
		{"a mail that is too large", postOptions{content: answer(552, 5, 3, 4, "too big")}, open, "", "message-refused", []string{"drafts: false", "too big"}, 0},
		{"the server is busy", postOptions{sender: answer(450, 4, 3, 2, "come again")}, open, "", "busy", []string{"127.0.0.1", "PORT", "come again"}, 0},
		{"nobody listens", plain, form.Mail{TLS: form.TLSNone, Port: 1}, "", "connection-refused", []string{"127.0.0.1", " 1", "port", "587"}, 0},
		{"there is no such host", plain, form.Mail{TLS: form.TLSNone, Host: "smtp..example.vn"}, "", "no-host", []string{"smtp..example.vn", "host", filepath.Join(dir, "unit.yaml")}, 0},
		{"the server hangs up at once", postOptions{hangUp: "at once"}, open, "", "closed", []string{"127.0.0.1", "PORT"}, 0},
		{"it hangs up over the login", postOptions{login: true, hangUp: "login"}, login(own), "", "closed", []string{"127.0.0.1", "PORT"}, 1},
		{"it hangs up over the sender", postOptions{hangUp: "sender"}, open, "", "closed", []string{"127.0.0.1", "PORT"}, 0},
		{"it hangs up when it has taken the mail", postOptions{hangUp: "taken"}, open, "", "", nil, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && (tc.reason == "password-open" || tc.reason == "password-unreadable") {
				t.Skip("Windows has no such bits and links")
			}
			worded[tc.reason] = true
			t.Setenv(passwordVariable, tc.env)
			for _, lang := range []string{"vi", "en"} {
				p := newPost(t, tc.server)
				m := tc.mail
				m.Host, m.From, m.To = cmp.Or(m.Host, p.host), "kdcl@example.vn", []string{"Văn thư <vanthu@example.vn>", "truongphong@example.vn"}
				m.Port = cmp.Or(m.Port, p.port)
				rec := tellBy(m, lang, dir)
				mails, logins := p.got()
				if rec.Reason != tc.reason || rec.Sent != (tc.reason == "") || len(mails) == 1 != rec.Sent || len(logins) != tc.logins {
					t.Errorf("%s: %+v, %d mails, logins %q", lang, rec, len(mails), logins)
				}
				for _, want := range tc.says {
					if want = strings.Replace(want, "PORT", fmt.Sprint(p.port), 1); !strings.Contains(rec.Error, want) {
						t.Errorf("%s: %q is not in %q", lang, want, rec.Error)
					}
				}
				if strings.Contains(rec.Error, postPassword) || strings.Contains(rec.Error, "no value") || strings.ContainsAny(rec.Error, "\n") {
					t.Errorf("%s: %s", lang, rec.Error)
				}
			}
		})
	}

	// Every wording says the same in both languages, and is one that is used.
	j := mailJob(form.Mail{Host: "mail.example.vn", Port: 587}, "vi", dir)
	for _, reason := range []string{"other", "compose", "tls", "timeout", "unreachable"} {
		for _, lang := range []string{"vi", "en"} {
			j.lang = lang
			text, err := j.faultWords(&mailFault{reason: reason, err: errors.New("lời máy chủ")})
			if err != nil || !strings.Contains(text, "mail.example.vn") && reason != "compose" || !strings.HasSuffix(text, "lời máy chủ)") {
				t.Errorf("%s: %s, %v", reason, text, err)
			}
		}
	}
	data, err := fs.ReadFile(templates.FS, mailFaults)
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string]int{}
	for _, name := range regexp.MustCompile(`define "([a-z-]+) (?:vi|en)"`).FindAllStringSubmatch(string(data), -1) {
		defined[name[1]]++
	}
	worded["detail"] = true
	delete(worded, "")
	for reason, n := range defined {
		if n != 2 || !worded[reason] {
			t.Errorf("%s: in %d languages, used: %v", reason, n, worded[reason])
		}
	}
	if len(defined) != len(worded) {
		t.Errorf("%d wordings of %d reasons", len(defined), len(worded))
	}
}

// What a network does that no test may wait for.
func TestMailFaultsOfTheNetwork(t *testing.T) {
	for reason, err := range map[string]error{
		"unreachable":        &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)},
		"connection-refused": &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connectex", wsaECONNREFUSED)},
		"timeout":            &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded},
		"no-host":            &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", Name: "mail.example.vn", IsTimeout: true}},
		"tls":                &net.OpError{Op: "remote error", Err: tls.AlertError(70)},
		"certificate":        &tls.CertificateVerificationError{Err: x509.HostnameError{Host: "mail.example.vn", Certificate: &x509.Certificate{DNSNames: []string{"smtp.example.vn"}}}},
		"other":              errors.New("?"),
	} {
		if got := sortFault(fmt.Errorf("dial failed: %w", err), "", nil); got.reason != reason {
			t.Errorf("%v: %s, want %s", err, got.reason, reason)
		}
	}
}

// mailJob is a job with nothing to do but its mail.
func mailJob(m form.Mail, lang, dir string) *Job {
	return &Job{office: &office{dir: dir, templates: templates.FS, Unit: form.Unit{Name: "Đơn vị", SchoolYear: "2026-2027", Mail: &m}}, terminal: &terminal{lang: lang}, Now: time.Now(), Out: dir}
}

func tellBy(m form.Mail, lang, dir string) MailRecord {
	return mailJob(m, lang, dir).tell(context.Background(), Record{Line: "23 trường đến hạn"})
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
	began := time.Now()
	if rec := tellBy(m, "en", t.TempDir()); rec.Reason != "timeout" || time.Since(began) > mailTimeout {
		t.Errorf("%v: %+v", time.Since(began), rec)
	} else {
		t.Logf("given up after %v: %s", time.Since(began).Round(time.Second), rec.Error)
	}
}
