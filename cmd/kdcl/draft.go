package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/wneessen/go-mail"
)

// attachment is a file that goes with a draft, under the name that it has there.
type attachment struct {
	name string
	data []byte
}

// contentType is by extension; what is not known goes out as bytes.
func contentType(name string) mail.ContentType {
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf":
		return "application/pdf"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/octet-stream"
}

// draft is an unsent message that a mail program opens ready to send; no to and
// no cc are for whoever sends it to fill in. The same night gives the same bytes:
// day, boundary and names are fixed by id.
func (j *Job) draft(id string, to, cc []string, subject, text string, files []attachment) ([]byte, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary("kdcl-"+id))
	m.SetDateWithValue(j.Now)
	m.SetMessageIDWithValue(fmt.Sprintf("%s.%s@kdcl.invalid", id, j.Now.Format("20060102T150405")))
	m.SetGenHeader("X-Unsent", "1")
	m.Subject(subject)
	for _, a := range []struct {
		addresses []string
		set       func(...string) error
	}{{to, m.To}, {cc, m.Cc}} {
		if len(a.addresses) == 0 {
			continue
		}
		if err := a.set(a.addresses...); err != nil {
			return nil, fmt.Errorf("schools.xlsx: %w", err)
		}
	}
	m.SetBodyString(mail.TypeTextPlain, text)
	for _, f := range files {
		if err := m.AttachReader(f.name, bytes.NewReader(f.data), mail.WithFileContentType(contentType(f.name))); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b.Bytes(), nil
}
