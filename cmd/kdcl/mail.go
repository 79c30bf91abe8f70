package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/template"
	"time"

	"github.com/wneessen/go-mail"

	"kdcl/ingest/form"
)

// The only way of kdcl to a network: the mail of a night's result to the office
// itself, when unit.yaml has the section mail.

const (
	passwordVariable = "KDCL_SMTP_PASSWORD"
	mailTemplate     = "mail/result.txt" // its first line is the subject
	mailTimeout      = 2 * time.Minute   // for all of it
	// attachLimit is what ordinary mail servers take, base64 included.
	attachLimit = 15 << 20
)

// MailRecord is what became of a night's mail.
type MailRecord struct {
	Sent   bool   `json:"sent"`
	To     int    `json:"to"`     // addresses
	Drafts int    `json:"drafts"` // attached
	Reason string `json:"reason"` // of templates/mail/faults.txt; empty when it was sent
	Error  string `json:"error"`  // for people: what is wrong, what to do, the server's own words
}

// tell mails what a record says to the office. The night is done, or has failed,
// whatever becomes of it.
func (j *Job) tell(ctx context.Context, rec Record) MailRecord {
	m := MailRecord{To: len(j.Unit.Mail.To)}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), mailTimeout) // an interrupted night is told, too
	defer cancel()
	msg, drafts, err := j.resultMail(rec)
	if err != nil {
		err = &mailFault{reason: "compose", err: err}
	} else {
		err = j.send(ctx, msg)
	}
	if err != nil {
		m.Reason, m.Error = j.sayFault(err)
		return m
	}
	m.Sent, m.Drafts = true, drafts
	return m
}

// send hands a message to the server as unit.yaml says.
func (j *Job) send(ctx context.Context, msg *mail.Msg) error {
	cfg := j.Unit.Mail
	file := "" // of the password, if it came from one
	options := []mail.Option{mail.WithPort(cfg.Port), mail.WithTimeout(30 * time.Second)}
	switch cfg.TLS {
	case form.TLSAll:
		options = append(options, mail.WithSSL())
	case form.TLSNone:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if cfg.User != "" {
		var password string
		var err error
		if password, file, err = j.smtpPassword(); err != nil {
			return err
		}
		auth := mail.SMTPAuthAutoDiscover
		if cfg.TLS == form.TLSNone {
			auth = mail.SMTPAuthPlainNoEnc // this machine alone, see ingest/unit
		}
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(cfg.User), mail.WithPassword(password))
	}
	client, err := mail.NewClient(cfg.Host, options...)
	if err == nil {
		err = client.DialAndSendWithContext(ctx, msg)
	}
	// What the server took is sent, even if it hung up before the goodbyes.
	if err == nil || msg.IsDelivered() {
		return nil
	}
	fault := sortFault(err, cfg.User, cfg.To)
	fault.file = file
	return fault
}

// smtpPassword is the environment's, else that of a file which nobody but its
// owner can read; Windows has no such bits, and its folders their own rights.
func (j *Job) smtpPassword() (password, file string, err error) {
	if p := os.Getenv(passwordVariable); p != "" {
		return p, "", nil
	}
	name := j.Unit.Mail.PasswordFile
	if name == "" {
		return "", "", &mailFault{reason: "password-none"}
	}
	if !filepath.IsAbs(name) {
		name = j.path(name)
	}
	data, err := readSecret(name)
	return strings.TrimRight(string(data), "\r\n"), name, err
}

// readSecret reads a password file, or says why it may not be used.
func readSecret(name string) ([]byte, error) {
	fault := &mailFault{reason: "password-unreadable", file: name}
	unreadable := func(err error) ([]byte, error) {
		var path *fs.PathError // its path stands in the wording
		if fault.err = err; errors.As(err, &path) {
			fault.err = path.Err
		}
		return nil, fault
	}
	info, err := os.Stat(name) // before it is opened: a pipe would wait for its writer
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fault.reason = "password-missing"
		return nil, fault
	case err != nil:
		return unreadable(err)
	case !info.Mode().IsRegular():
		fault.reason = "password-not-file"
		return nil, fault
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		fault.reason, fault.mode = "password-open", info.Mode()
		return nil, fault
	}
	in, err := os.Open(name)
	if err != nil {
		return unreadable(err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return unreadable(err)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // Notepad's sign of UTF-8
	if len(bytes.TrimSpace(data)) == 0 {
		fault.reason = "password-empty"
		return nil, fault
	}
	return data, nil
}

// resultMail is the mail of a night, and how many drafts are attached.
func (j *Job) resultMail(rec Record) (msg *mail.Msg, drafts int, err error) {
	text, err := fs.ReadFile(j.templates, mailTemplate)
	if err != nil {
		return nil, 0, err
	}
	t, err := template.New(mailTemplate).Parse(string(text))
	if err != nil {
		return nil, 0, err
	}
	host, _ := os.Hostname()
	words := struct {
		Unit, Day, Moment, Line, Error, Folder, Host string
		Problems                                     []string
		Drafts, Transfers                            int
		Attached                                     bool
	}{Unit: j.Unit.Name, Day: j.Now.Format("02/01/2006"), Moment: j.Now.Format("15:04 02/01/2006"), Line: rec.Line, Error: rec.Error, Folder: j.yearFolder(), Host: host, Problems: rec.Problems, Transfers: len(rec.Transfers)}
	var bundle []byte
	if j.Unit.Mail.Drafts && rec.Error == "" {
		if bundle, words.Drafts, err = j.bundleDrafts(); err != nil {
			return nil, 0, err
		}
		words.Attached = words.Drafts > 0 && len(bundle) <= attachLimit
	}
	var b bytes.Buffer
	if err := t.Execute(&b, words); err != nil {
		return nil, 0, err
	}
	subject, body, _ := strings.Cut(b.String(), "\n")
	msg = mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.From(j.Unit.Mail.From), msg.To(j.Unit.Mail.To...)); err != nil {
		return nil, 0, err
	}
	msg.SetDate()
	msg.SetMessageID()
	msg.Subject(subject)
	msg.SetBodyString(mail.TypeTextPlain, body)
	if words.Attached {
		drafts = words.Drafts
		err = msg.AttachReader(lettersFolder+".zip", bytes.NewReader(bundle), mail.WithFileContentType("application/zip"))
	}
	return msg, drafts, err
}

// bundleDrafts zips the letters and drafts of the night: a mail inside a mail
// may not be encoded, and servers mangle what is not.
func (j *Job) bundleDrafts() (data []byte, drafts int, err error) {
	folder := filepath.Join(j.yearFolder(), lettersFolder)
	names, err := glob(folder, "*.eml")
	if err != nil || len(names) == 0 {
		return nil, 0, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := errors.Join(z.AddFS(os.DirFS(folder)), z.Close()); err != nil {
		return nil, 0, err
	}
	return b.Bytes(), len(names), nil
}
