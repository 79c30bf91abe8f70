package unit

import (
	"fmt"
	"net/mail"
	"net/netip"
	"strings"

	"kdcl/ingest/form"
)

// mailServer is the section mail of unit.yaml.
type mailServer struct {
	Host         string            `yaml:"host"`
	Port         int               `yaml:"port"`
	TLS          string            `yaml:"tls"`
	User         string            `yaml:"user"`
	PasswordFile string            `yaml:"password_file"`
	From         string            `yaml:"from"`
	To           oneOrMore[string] `yaml:"to"`
	Drafts       bool              `yaml:"drafts"`
}

// read checks the section. A login in the clear is refused, but to this machine.
func (m mailServer) read() (*form.Mail, []fault) {
	var faults []fault
	bad := func(key, vi, en string, args ...any) {
		faults = append(faults, fault{[]any{key}, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)})
	}
	if m.Host == "" || strings.ContainsAny(m.Host, " /@") {
		bad("host", "host %q không phải tên máy chủ thư; viết \"smtp.example.vn\"", "host %q is no mail server's name; write \"smtp.example.vn\"", m.Host)
	}
	switch m.TLS {
	case "":
		m.TLS = form.TLSStart
	case form.TLSStart, form.TLSAll:
	case form.TLSNone:
		if ip, _ := netip.ParseAddr(m.Host); m.User != "" && m.Host != "localhost" && !ip.IsLoopback() {
			bad("tls", "tls none: không đăng nhập qua đường không mã hóa; viết starttls hoặc tls", "tls none: no login over a connection in the clear; write starttls or tls")
		}
	default:
		bad("tls", "tls %q; viết starttls, tls hoặc none", "tls %q; write starttls, tls or none", m.TLS)
		m.TLS = form.TLSStart
	}
	if m.Port == 0 {
		m.Port = map[string]int{form.TLSStart: 587, form.TLSAll: 465, form.TLSNone: 25}[m.TLS]
	}
	if m.Port < 1 || m.Port > 65535 {
		bad("port", "port %d: số từ 1 đến 65535, thường là 587", "port %d: from 1 to 65535, usually 587", m.Port)
	}
	if len(m.To) == 0 {
		bad("to", "thiếu to: địa chỉ nhận kết quả, [\"vanthu@example.vn\"]", "to is missing: who gets the result, [\"vanthu@example.vn\"]")
	}
	for _, a := range m.To {
		if _, err := mail.ParseAddress(a); err != nil {
			bad("to", "to %q không phải địa chỉ thư", "to %q is no address", a)
		}
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		bad("from", "from %q không phải địa chỉ thư", "from %q is no address", m.From)
	}
	return &form.Mail{Host: m.Host, Port: m.Port, TLS: m.TLS, From: m.From, To: m.To, User: m.User, PasswordFile: m.PasswordFile, Drafts: m.Drafts}, faults
}
