package parse

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"kdcl/ingest/text"
)

// Status is how sure a reading is. It follows from the value and the finding,
// so the two can't disagree: a value alone is OK, with a finding a Guess; a
// finding alone is Unreadable; neither is None, nothing was stated.
type Status uint8

const (
	None       Status = iota // nothing stated: blank, "-", "Thường xuyên"
	OK                       // read as written
	Guess                    // read, with something to tell the school
	Unreadable               // unknown; the finding says why
)

func status(known bool, code string) Status {
	switch {
	case known && code == "":
		return OK
	case known:
		return Guess
	case code != "":
		return Unreadable
	}
	return None
}

// Status of a time: weeks without days, for want of a calendar, are a Guess.
func (p Period) Status() Status {
	return status(p.From != "" || p.To != "" || len(p.Weeks) > 0, p.Code)
}

// Status of a count.
func (c Counted) Status() Status { return status(c.Value != nil, c.Code) }

// Status of a rate.
func (r Rate) Status() Status { return status(r.Value != nil, r.Code) }

// Status of an amount.
func (m Money) Status() Status { return status(m.AmountVND != nil, m.Code) }

// Status of a mark: a dash is OK, it says that there is no such level.
func (m Mark) Status() Status {
	return status(m.Kind != MarkBlank && m.Kind != MarkUnknown, m.Code)
}

// isErrorText reports whether a text is what Excel shows for a failed formula,
// pasted as text.
func isErrorText(s string) bool {
	switch strings.ToUpper(s) {
	case "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!":
		return true
	}
	return false
}

var dashes = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‒", "-", "‑", "-")

// fold is a text for these grammars: small letters without accents, so that
// "Thang 9" is "Tháng 9", one kind of dash, single spaces. Unlike text.Key it
// keeps the signs, which are the grammar.
func fold(raw string) string {
	s := norm.NFD.String(strings.ToLower(text.Clean(raw)))
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r <= 0x36F:
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(dashes.Replace(s)), " ")
}
