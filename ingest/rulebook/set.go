package rulebook

import (
	"fmt"
	"iter"
	"maps"
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
var circularPattern = regexp.MustCompile(`(\d{1,3})\s*/\s*(20\d\d)\b`)

// ByCircular finds the rulebook that a text cites, for a kind of school; empty
// when it cites none that exists. Typing slips ("19/2028") are not guessed at.
func (s *Set) ByCircular(text, kind string) string {
	for _, m := range circularPattern.FindAllStringSubmatch(text, -1) {
		number := m[1] + "/" + m[2] + "/"
		for _, rb := range s.all {
			if rb.Base == "" && strings.HasPrefix(rb.Circular, number) && (kind == "" || slices.Contains(rb.Kinds, kind)) {
				return rb.ID
			}
		}
	}
	// Another kind's circular is still what was cited.
	for _, m := range circularPattern.FindAllStringSubmatch(text, -1) {
		for _, rb := range s.all {
			if strings.HasPrefix(rb.Circular, m[1]+"/"+m[2]+"/") {
				return rb.ID
			}
		}
	}
	return ""
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

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// day keeps the date of what YAML may print with a time.
func day(s string) string {
	if len(s) >= 10 {
		return s[:10]
	}
	return ""
}

// notes says in words what of a rulebook is unverified or unknown.
func notes(d document) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	add(d.VerificationNote)
	add(d.Rules.Warning)
	add(d.Rules.AlgorithmVerified)
	for _, key := range []string{"1", "2", "3"} {
		add(d.Rules.CapDo[key].Note)
	}
	unverified := 0
	for _, c := range d.Criteria {
		if !c.Verified {
			unverified++
		}
	}
	if unverified > 0 {
		add(fmt.Sprintf("%d/%d tiêu đề tiêu chí chưa đối chiếu với văn bản gốc", unverified, len(d.Criteria)))
	}
	return out
}

func changeNotes(a amendDoc) []string {
	var out []string
	for _, c := range a.Changes {
		if !c.Verified {
			out = append(out, c.Code+": "+c.What)
		}
	}
	if a.Level4 != nil && !a.Level4.Verified {
		out = append(out, "Mức 4: "+a.Level4.Note)
	}
	return out
}
