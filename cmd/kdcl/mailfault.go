package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	netmail "net/mail"
	"net/textproto"
	"os"
	"strings"
	"syscall"
	"text/template"

	"github.com/wneessen/go-mail"
)

// mailFaults words why a mail could not be sent: what is wrong, what to do.
const mailFaults = "mail/faults.txt"

// mailFault is what kept a mail from being sent, sorted by what the office can
// do about it.
type mailFault struct {
	reason string // of mail/faults.txt
	to     []string
	file   string // of the password
	mode   fs.FileMode
	err    error // in the library's or the system's own words; nil when they would add nothing
}

func (f *mailFault) Error() string {
	if f.err == nil {
		return f.reason
	}
	return f.reason + ": " + f.err.Error()
}

// Windows has its own numbers for what a network says, which the portable names
// of package syscall do not stand for (winsock2.h, WSAE…); no other system uses
// numbers as high.
const (
	wsaENETUNREACH  = syscall.Errno(10051)
	wsaECONNABORTED = syscall.Errno(10053)
	wsaECONNRESET   = syscall.Errno(10054)
	wsaETIMEDOUT    = syscall.Errno(10060)
	wsaECONNREFUSED = syscall.Errno(10061)
	wsaEHOSTUNREACH = syscall.Errno(10065)
)

func isAny(err error, of ...error) bool {
	for _, e := range of {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// sortFault finds the reason of what go-mail gave. Of an open connection it
// hands down no error of the network, only a step and a text; before that, the
// system's own.
func sortFault(err error, user string, to []string) *mailFault {
	f := &mailFault{reason: "other", err: err, to: to}
	var dns *net.DNSError
	var noTLS tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var alert tls.AlertError
	var answer *textproto.Error
	var sending *mail.SendError
	var network net.Error
	text := err.Error()
	switch {
	case errors.As(err, &sending):
		f.sending(sending, user)
	case errors.As(err, &dns):
		f.reason = "no-host"
	case isAny(err, syscall.ECONNREFUSED, wsaECONNREFUSED):
		f.reason = "connection-refused"
	case isAny(err, syscall.ENETUNREACH, syscall.EHOSTUNREACH, wsaENETUNREACH, wsaEHOSTUNREACH):
		f.reason = "unreachable"
	case errors.As(err, &certificate), errors.As(err, &unknown):
		f.reason = "certificate"
	case errors.As(err, &noTLS):
		f.reason = "no-tls"
	case errors.As(err, &alert):
		f.reason = "tls"
	case errors.As(err, &network) && network.Timeout(), isAny(err, syscall.ETIMEDOUT, wsaETIMEDOUT):
		f.reason = "timeout"
	case strings.Contains(text, "not support STARTTLS"): // go-mail has no name for it
		f.reason = "no-starttls"
	case errors.Is(err, mail.ErrNoSupportedAuthDiscovered), strings.Contains(text, "not support SMTP AUTH"):
		f.reason = "login-unknown"
	case errors.As(err, &answer):
		switch { // of RFC 4954, section 6, 454 alone is temporary
		case answer.Code >= 400 && answer.Code < 500:
			f.reason = "busy"
		case strings.Contains(text, "SMTP AUTH"):
			f.reason = "login-refused"
		}
	case isAny(err, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE, wsaECONNRESET, wsaECONNABORTED):
		f.reason = "closed"
	case strings.Contains(text, "tls: "):
		f.reason = "tls"
	}
	return f
}

// sending sorts what went wrong once the server had taken the call.
func (f *mailFault) sending(e *mail.SendError, user string) {
	switch code := e.ErrorCode(); {
	case code == 0 && strings.Contains(e.Error(), os.ErrDeadlineExceeded.Error()): // no answer, and no error to ask
		f.reason = "timeout"
	case code == 0:
		f.reason = "closed"
	case e.IsTemp():
		f.reason = "busy"
	case user == "" && (code == 530 || e.EnhancedStatusCode() == "5.7.0"): // RFC 4954, section 6
		f.reason = "login-needed"
	case e.Reason == mail.ErrSMTPMailFrom:
		f.reason = "sender-refused"
	case e.Reason == mail.ErrSMTPRcptTo:
		f.reason = "recipient-refused"
		_, refused, _ := strings.Cut(e.Error(), "affected recipient(s): ")
		var to []string
		for _, a := range f.to {
			if parsed, err := netmail.ParseAddress(a); err == nil && strings.Contains(refused, "<"+parsed.Address+">") {
				to = append(to, parsed.Address)
			}
		}
		if len(to) > 0 {
			f.to = to
		}
	case e.Reason == mail.ErrSMTPData, e.Reason == mail.ErrSMTPDataClose, e.Reason == mail.ErrWriteContent:
		f.reason = "message-refused"
	}
}

// sayFault words a fault in the language of the run.
func (j *Job) sayFault(err error) (reason, text string) {
	var f *mailFault
	if !errors.As(err, &f) {
		f = &mailFault{reason: "other", err: err}
	}
	words, bad := j.faultWords(f)
	if bad != nil { // an officer's own template
		return f.reason, f.Error() + "; " + bad.Error()
	}
	return f.reason, words
}

func (j *Job) faultWords(f *mailFault) (string, error) {
	t, err := template.New(mailFaults).Option("missingkey=error").ParseFS(j.templates, mailFaults)
	if err != nil {
		return "", err
	}
	cfg := j.Unit.Mail
	account := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"), os.Getenv("LOGNAME"), fmt.Sprint(os.Getuid()))
	words := map[string]any{
		"Host": cfg.Host, "Port": cfg.Port, "User": cfg.User, "From": cfg.From, "To": strings.Join(f.to, ", "), "File": f.file, "Mode": fmt.Sprintf("%04o", f.mode.Perm()),
		"Account": account, "Variable": passwordVariable, "Config": j.path("unit.yaml"),
	}
	names := []string{f.reason}
	if f.err != nil {
		words["Detail"] = strings.ReplaceAll(f.err.Error(), "\n", "; ")
		names = append(names, "detail")
	}
	texts := make([]string, len(names))
	for i, name := range names {
		var b strings.Builder
		if err := t.ExecuteTemplate(&b, name+" "+j.lang, words); err != nil {
			return "", err
		}
		texts[i] = strings.TrimSpace(b.String())
	}
	return strings.Join(texts, " "), nil
}
