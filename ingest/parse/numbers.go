package parse

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"kdcl/ingest/text"
)

// Counted is a whole number read from a cell; nil is unknown, never below zero.
type Counted struct {
	Value      *int64
	Code       string // finding to raise; empty when plain
	Understood string // what was understood, for the finding
}

var (
	wholePattern   = regexp.MustCompile(`^\d+$`)
	groupedPattern = regexp.MustCompile(`^\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+|(?:\s\d{3})+)$`)
	zerosPattern   = regexp.MustCompile(`^(\d+)[.,]0{1,2}$`)
	unitPattern    = regexp.MustCompile(`^(\d[\d.]*)\s*(\pL[^\d%]*)$`)
	partPattern    = regexp.MustCompile(`^(\d[\d.]*)\s*\([^()]*\)$`)
	shareOfAll     = regexp.MustCompile(`^(\d[\d.]*)\s*/\s*(\d[\d.]*)\s*[-;,(]?\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*\)?$`)
	countRate      = regexp.MustCompile(`^(\d[\d.]*)(?:\s*\pL+\s*[-;,(/]?|\s*[-;(/]|\s+|,\s+)\s*\(?\s*\d{1,3}(?:[.,]\d+)?\s*%\s*\)?$`)
	rateCount      = regexp.MustCompile(`^\d{1,3}(?:[.,]\d+)?\s*%\s*[-;,(]?\s*(\d[\d.]*)\s*\)?$`)
)

// IsNone reports whether a text says that there is nothing: "Không", "không có".
func IsNone(raw string) bool {
	switch text.Key(raw) {
	case "khong", "khong co":
		return true
	}
	return text.Clean(raw) == ""
}

// notStated reports whether a cell is blank or a dash: not applicable.
func notStated(s string) bool { return strings.Trim(s, "-–—−.… ") == "" }

// apostrophe takes away the sign that makes Excel keep a number as text, where
// it was typed twice or pasted.
func apostrophe(s string) string { return strings.TrimSpace(strings.TrimLeft(s, "'’‘`´")) }

var dashedShare = regexp.MustCompile(`^(\d{1,3})\s*(?:-|đến|tới)\s*(\d{1,3})\s*%$`)

// countOrRange reports whether "5 - 10%" may be a range as well as a count and
// its share: both could be percentages.
func countOrRange(low string) bool {
	m := dashedShare.FindStringSubmatch(low)
	if m == nil {
		return false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return a <= 100 && a <= b
}

// whole reads digits, perhaps in groups of three: "1.234" is 1234, "1.5" is not
// a whole number.
func whole(s string) (int64, bool) {
	if groupedPattern.MatchString(s) {
		s = strings.NewReplacer(".", "", ",", "", " ", "").Replace(s)
	}
	if !wholePattern.MatchString(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n < 1e15
}

// Count reads a count by what the cell is: a typed "1.234" is 1234, a numeric
// cell's 1.234 is no count. "-" is not applicable, "Không" is 0, blank unknown.
// A number with words, "3 người", "15 (12 nữ)", and the first of two values,
// "115 - 98,2%", is read and said; a share that doesn't fit its count is too
// (MESSY 44-47).
func Count(raw string, number bool) Counted {
	s := apostrophe(text.Clean(raw))
	if notStated(s) {
		return Counted{}
	}
	if isErrorText(s) {
		return Counted{Code: "CONG_THUC_CHUA_TINH"}
	}
	if number {
		return countNumber(s)
	}
	read := func(digits, code string) Counted {
		n, ok := whole(digits)
		if !ok {
			return Counted{Code: "SO_KHONG_DOC_DUOC"}
		}
		return Counted{Value: &n, Code: code, Understood: strconv.FormatInt(n, 10)}
	}
	low := dashes.Replace(strings.ToLower(strings.Join(strings.Fields(s), " ")))
	switch {
	case groupedPattern.MatchString(low) && strings.Contains(low, ","):
		return read(low, "SO_KEM_CHU") // commas group in English, not here
	case wholePattern.MatchString(low), groupedPattern.MatchString(low):
		return read(low, "")
	case countOrRange(low):
		return Counted{Code: "SO_KHONG_DOC_DUOC"}
	case IsNone(s):
		return read("0", "")
	case strings.HasPrefix(low, "-") && wholePattern.MatchString(strings.TrimSpace(low[1:])):
		return Counted{Code: "GIA_TRI_BAT_THUONG", Understood: low}
	}
	if m := shareOfAll.FindStringSubmatch(low); m != nil {
		c := read(m[1], "SO_KEM_CHU")
		all, ok := whole(m[2])
		share, err := strconv.ParseFloat(strings.Replace(m[3], ",", ".", 1), 64)
		if c.Value != nil && ok && err == nil && (all == 0 || math.Abs(100*float64(*c.Value)/float64(all)-share) > 0.5) {
			c.Code = "SL_VA_TYLE_LECH"
		}
		return c
	}
	for _, re := range []*regexp.Regexp{zerosPattern, partPattern, countRate, rateCount} {
		if m := re.FindStringSubmatch(low); m != nil {
			return read(m[1], "SO_KEM_CHU")
		}
	}
	if m := unitPattern.FindStringSubmatch(low); m != nil && strings.Trim(m[2], "oil") != "" && factorOf(strings.Fields(m[2])[0]) == 0 {
		return read(m[1], "SO_KEM_CHU")
	}
	if a, b, ok := strings.Cut(low, "/"); ok && a == b && wholePattern.MatchString(a) {
		return read(a, "SO_KEM_CHU") // "03/03": all of them
	}
	return Counted{Code: "SO_KHONG_DOC_DUOC"}
}

// countNumber reads a number cell; sums of halves may miss a whole by a hair.
func countNumber(s string) Counted {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(f-math.Round(f)) > 1e-6 || !(math.Abs(f) < 1e15) {
		return Counted{Code: "SO_KHONG_DOC_DUOC"}
	}
	n := int64(math.Round(f))
	if n < 0 {
		return Counted{Code: "GIA_TRI_BAT_THUONG", Understood: s}
	}
	return Counted{Value: &n, Understood: strconv.FormatInt(n, 10)}
}

// Rate is a share or a ratio, never below zero; a percentage is in percent, 97.4.
type Rate struct {
	Value      *float64
	Percent    bool   // written with %
	Code       string // finding to raise; empty when plain
	Understood string // what was understood, with a decimal comma
	Other      string // the other reading, when Code is DAU_PHAN_CACH_MO_HO
}

var (
	decimalPattern = regexp.MustCompile(`^(\d{1,12})(?:[.,](\d{1,12}))?\s*(%?)$`)
	bothPattern    = regexp.MustCompile(`^(\d{1,3}(?:\.\d{3})+),(\d{1,12})\s*(%?)$`)
	ratePattern    = regexp.MustCompile(`(\d{1,12}(?:[.,]\d{1,12})?)\s*%`)
	rateWords      = regexp.MustCompile(`^(\d{1,12}(?:[.,]\d{1,12})?)\s*(?:\pL[^\d%]*|\([^()\d]*\))$`)
	bounds         = regexp.MustCompile(`(?:^| )(?:tren|duoi|hon|gan|it nhat|toi thieu|toi da|khong qua|tang|giam|khoang|tu) `) // "trên 95%" is no figure
)

// Ratio reads a decimal with comma or dot, with or without %. A numeric cell
// below 1 keeps its value: 0.974 may be a share or a ratio, and only its label
// and number format tell. Two values in one cell give the percentage (MESSY 46).
// "1.250" may be 1,25 or 1250: it is unknown, and both readings are told. A
// percentage above 100 is kept and said.
func Ratio(raw string, number bool) Rate {
	s := apostrophe(text.Clean(raw))
	if notStated(s) {
		return Rate{}
	}
	if isErrorText(s) {
		return Rate{Code: "CONG_THUC_CHUA_TINH"}
	}
	bad := Rate{Code: "SO_KHONG_DOC_DUOC"}
	if number {
		f, err := strconv.ParseFloat(s, 64)
		switch {
		case err != nil || math.IsNaN(f) || math.IsInf(f, 0):
			return bad
		case f < 0:
			return Rate{Code: "GIA_TRI_BAT_THUONG", Understood: s}
		}
		return Rate{Value: &f, Understood: comma(f)}
	}
	low := strings.ToLower(strings.Join(strings.Fields(s), " "))
	digits, r := "", Rate{}
	if m := bothPattern.FindStringSubmatch(low); m != nil {
		digits, r.Percent = strings.ReplaceAll(m[1], ".", "")+"."+m[2], m[3] != ""
	} else if m := decimalPattern.FindStringSubmatch(low); m != nil {
		if m[3] == "" && len(m[2]) == 3 && len(m[1]) <= 3 && m[1] != "0" && strings.Contains(low, ".") {
			return Rate{Code: "DAU_PHAN_CACH_MO_HO", Understood: m[1] + "," + m[2], Other: m[1] + m[2]}
		}
		digits, r.Percent = m[1]+"."+m[2]+"0", m[3] != ""
	} else if bounds.MatchString(text.Key(low)) || strings.ContainsAny(low, "<>≤≥~≈") || countOrRange(dashes.Replace(low)) {
		return bad
	} else if m := ratePattern.FindStringSubmatch(low); m != nil && len(ratePattern.FindAllString(low, 2)) == 1 && !strings.HasPrefix(low, "-") {
		digits, r.Percent, r.Code = strings.Replace(m[1], ",", ".", 1), true, "SO_KEM_CHU"
		if c := Count(raw, false); c.Code == "SL_VA_TYLE_LECH" {
			r.Code = c.Code
		}
	} else if m := rateWords.FindStringSubmatch(low); m != nil && strings.Trim(low[len(m[1]):], "oil ") != "" {
		if whole, part, ok := strings.Cut(m[1], "."); ok && len(part) == 3 && len(whole) <= 3 && whole != "0" {
			return Rate{Code: "DAU_PHAN_CACH_MO_HO", Understood: whole + "," + part, Other: whole + part}
		}
		digits, r.Code = strings.Replace(m[1], ",", ".", 1), "SO_KEM_CHU"
	} else {
		return bad
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(f, 0) {
		return bad
	}
	if r.Percent && f > 100 {
		r.Code = "GIA_TRI_BAT_THUONG"
	}
	r.Value, r.Understood = &f, comma(f)
	return r
}

// comma prints a decimal as people here do.
func comma(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", ",", 1)
}
