package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"
)

// mailHeadBytes is how much of an e-mail is looked at for its head.
const mailHeadBytes = 256 << 10

// field is one line of an e-mail's head.
type field struct{ name, value string }

var fieldLine = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)$`)

// mailHead reads the lines at the top of an e-mail, in order, continuation
// lines joined; names in small letters. It ends at the first line that is none.
func mailHead(data []byte) []field {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	var head []field
	for i := 0; len(data) > 0; i++ {
		var raw []byte
		raw, data, _ = bytes.Cut(data, []byte("\n"))
		line := strings.TrimRight(string(raw), "\r")
		if i == 0 && strings.HasPrefix(line, "From ") {
			continue // a mailbox's separator
		}
		if n := len(head); n > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			head[n-1].value += " " + strings.TrimSpace(line)
			continue
		}
		m := fieldLine.FindStringSubmatch(line)
		if m == nil {
			break
		}
		head = append(head, field{strings.ToLower(m[1]), strings.TrimSpace(m[2])})
	}
	return head
}

// mailFields are those that tell an e-mail from any other text with colons.
var mailFields = []string{"received", "return-path", "delivered-to", "message-id", "mime-version", "date", "from", "to", "subject", "content-type"}

func isMail(head []byte) bool {
	found := map[string]bool{}
	for _, f := range mailHead(head) {
		if slices.Contains(mailFields, f.name) {
			found[f.name] = true
		}
	}
	return len(found) >= 2
}

// mailArrival is when an e-mail came in: the topmost Received, which the
// unit's own server wrote, else the sender's Date; zero when neither says.
func mailArrival(head []field, zone *time.Location) time.Time {
	for _, name := range []string{"received", "date"} {
		i := slices.IndexFunc(head, func(f field) bool { return f.name == name })
		if i < 0 {
			continue
		}
		value := head[i].value
		if name == "received" {
			value = value[strings.LastIndex(value, ";")+1:]
		}
		if at := mailTime(value, zone); at.Year() >= 2000 {
			return at
		}
	}
	return time.Time{}
}

var comment = regexp.MustCompile(`\([^()]*\)`)

// mailTime reads a moment as mail programs write it; without a zone it is the
// unit's.
func mailTime(s string, zone *time.Location) time.Time {
	s = strings.Join(strings.Fields(comment.ReplaceAllString(s, "")), " ")
	if at, err := mail.ParseDate(s); err == nil {
		return at
	}
	for _, layout := range []string{"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon Jan 2 15:04:05 2006", time.RFC3339, "Mon, 2 Jan 2006 15:04:05 -07", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at
		}
	}
	return time.Time{}
}

var address = regexp.MustCompile(`[^\s<>"(),;:]+@[^\s<>"(),;:]+`)

// mailSender is the hash of the address that an e-mail came from: enough to
// know a school's own address again, and nobody's name.
func mailSender(head []field) string {
	for _, f := range head {
		if f.name != "from" {
			continue
		}
		value := f.value
		if i := strings.LastIndex(value, "<"); i >= 0 {
			value = value[i:] // the display name may hold an address too
		}
		if a := address.FindString(value); a != "" {
			return SenderHash(a)
		}
	}
	return ""
}

// SenderHash is how the ledger keeps an e-mail address: the SHA-256 of its
// small letters, hex.
func SenderHash(address string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(address))))
	return hex.EncodeToString(sum[:])
}

// openMail walks an e-mail's attachments. Its body, pictures that stand in it
// and what mail programs add for each other are no files.
func (x *expander) openMail(inner string, data []byte, zips, mails int) error {
	root, err := readParts(data)
	if err != nil {
		return entryError{damaged, err.Error()}
	}
	for _, p := range leaves(root, nil) {
		name := decodeName(p.FileName)
		if name == "" {
			name = nameless[p.ContentType]
		}
		e := Entry{Modified: p.FileModDate}
		switch kind, _, _ := strings.Cut(p.ContentType, "/"); {
		case name == "" && p.Disposition != "attachment" && (kind == "text" || p.ContentType == ""):
			continue // the body
		case kind == "image" && (p.Disposition == "inline" || p.ContentID != "" && p.Disposition != "attachment"):
			e.Reason = "inline-picture"
		case slices.Contains(mailParts, p.ContentType):
			e.Reason = "mail-part"
		}
		if name == "" {
			name = "tep-" + p.PartID
		}
		name, safe := innerPath(name)
		e.Inner = within(inner, name)
		if err := x.entry(e, safe, zips, mails, func(limit int64) ([]byte, error) { return decodePart(p, limit) }); err != nil {
			return err
		}
	}
	return nil
}

// nameless are the names of attachments that come without one.
var nameless = map[string]string{
	"message/rfc822": "thu-dinh-kem.eml",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "dinh-kem.xlsx",
	"application/vnd.ms-excel": "dinh-kem.xls",
	"application/zip":          "dinh-kem.zip", "application/x-zip-compressed": "dinh-kem.zip",
}

// mailParts are what mail programs write for each other.
var mailParts = []string{"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "message/delivery-status", "message/disposition-notification", "text/rfc822-headers", "text/calendar"}

var boundary = regexp.MustCompile(`(?i)boundary`)

const maxBoundaries = 1000

// readParts parses an e-mail; the library's panic is a damaged file. Contents
// stay as they were sent: the library would turn a workbook that calls itself
// text into another character set.
func readParts(data []byte) (root *enmime.Part, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if bytes.HasPrefix(data, []byte("From ")) {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	// The library calls itself for each part in a part, and a stack that
	// overflows can't be recovered from.
	if n := len(boundary.FindAllIndex(data, maxBoundaries+1)); n > maxBoundaries {
		return nil, fmt.Errorf("more than %d multipart boundaries", maxBoundaries)
	}
	return enmime.NewParser(enmime.RawContent(true), enmime.MaxStoredPartErrors(8), enmime.SkipMalformedParts(true)).ReadParts(bytes.NewReader(data))
}

func leaves(p *enmime.Part, all []*enmime.Part) []*enmime.Part {
	for ; p != nil; p = p.NextSibling {
		if p.FirstChild != nil {
			all = leaves(p.FirstChild, all)
		} else if !strings.HasPrefix(p.ContentType, "multipart/") {
			all = append(all, p)
		}
	}
	return all
}

// decodePart undoes the transfer encoding of an attachment.
func decodePart(p *enmime.Part, limit int64) ([]byte, error) {
	if int64(len(p.Content))/4*3 > limit+4 {
		return nil, entryError{tooLarge, fmt.Sprintf("%d bytes", len(p.Content))}
	}
	switch strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		digits := bytes.Map(func(r rune) rune {
			switch {
			case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '/':
				return r
			}
			return -1 // line ends, padding, and what a careless gateway put in
		}, p.Content)
		out := make([]byte, base64.RawStdEncoding.DecodedLen(len(digits)))
		n, err := base64.RawStdEncoding.Decode(out, digits)
		return out[:n], err
	case "quoted-printable":
		return io.ReadAll(quotedprintable.NewReader(bytes.NewReader(p.Content)))
	}
	return p.Content, nil
}
