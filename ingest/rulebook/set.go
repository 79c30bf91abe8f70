package rulebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Set is all rulebooks, in order of effect.
type Set struct {
	all  []Rulebook
	byID map[string]int
}

// All gives every rulebook in order of effect, then id.
func (s *Set) All() []Rulebook { return slices.Clone(s.all) }

// ByID finds a rulebook by its id, "mn-2018".
func (s *Set) ByID(id string) (Rulebook, bool) {
	i, ok := s.byID[id]
	if !ok {
		return Rulebook{}, false
	}
	return s.all[i], true
}

// Select gives the rulebook for a kind of school (form.Kind*) and the day of
// its assessment, ISO. An amended rulebook wins over its base.
func (s *Set) Select(kind, date string) (Rulebook, error) {
	var found *Rulebook
	for i := range s.all {
		rb := &s.all[i]
		if !slices.Contains(rb.Kinds, kind) || date < rb.From || rb.Until != "" && date >= rb.Until {
			continue
		}
		if found == nil || rb.Base == found.ID || rb.From > found.From {
			found = rb
		}
	}
	if found == nil {
		return Rulebook{}, fmt.Errorf("no rulebook for a school of kind %q assessed on %q", kind, date)
	}
	return *found, nil
}

// circularPattern finds "19/2018" of "Thông tư số 19/2018/TT-BGDĐT", "TT19/2018".
var circularPattern = regexp.MustCompile(`(?:^|\D)(\d{1,3})\s*/\s*(20\d\d)(?:\D|$)`)

// ByCircular finds the rulebook that a text cites, for a kind of school; another
// kind's when this kind has no such circular. An amendment cited (22/2024) means
// the amended rulebook. Empty when it cites none that exists (typing slips,
// "19/2028", are not guessed at), and when the kind is empty and the circular
// holds several rulebooks.
func (s *Set) ByCircular(text, kind string) string {
	cited := map[string]bool{}
	// Two circulars may share the character between them, so the search goes on
	// from the end of the year.
	for rest := text; ; {
		m := circularPattern.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		cited[rest[m[2]:m[3]]+"/"+rest[m[4]:m[5]]] = true
		rest = rest[m[5]:]
	}
	best, rank, same := "", 0, 0
	for _, rb := range s.all {
		circulars := strings.Split(rb.Circular, ", ")
		number, year, _ := strings.Cut(circulars[len(circulars)-1], "/") // an overlay's own comes last
		if year, _, _ = strings.Cut(year, "/"); !cited[number+"/"+year] {
			continue
		}
		r := 1
		if slices.Contains(rb.Kinds, kind) {
			r = 3 // what is cited for another kind is still what was cited
		}
		if rb.Base != "" {
			r++
		}
		if r > rank {
			best, rank, same = rb.ID, r, 0
		}
		if r == rank {
			same++
		}
	}
	if kind == "" && same > 1 {
		return ""
	}
	return best
}

// Criterion finds a criterion by its code, "1.10".
func (rb Rulebook) Criterion(code string) (Criterion, bool) {
	for _, c := range rb.Criteria {
		if c.Code == code {
			return c, true
		}
	}
	return Criterion{}, false
}

// MaxLevel is the highest level that the criterion has; 0 when unknown.
func (c Criterion) MaxLevel() int {
	if len(c.Levels) == 0 {
		return 0
	}
	return slices.Max(c.Levels)
}

// HasLevel reports whether the criterion has the level. A criterion whose
// levels are unknown may have any.
func (c Criterion) HasLevel(n int) bool {
	return c.Levels == nil || slices.Contains(c.Levels, n)
}
