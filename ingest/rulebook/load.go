package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/form"
)

// kindsOf translates the rulebooks' own words for kinds of school.
var kindsOf = map[string][]string{
	"truong-mam-non": {form.KindPreschool}, "truong-mau-giao": {form.KindPreschool}, "nha-tre": {form.KindPreschool},
	"co-so-giao-duc-mam-non":         {form.KindPreschool},
	"truong-tieu-hoc":                {form.KindPrimary},
	"truong-thcs":                    {form.KindLowerSec},
	"truong-thpt":                    {form.KindUpperSec},
	"truong-pho-thong-nhieu-cap-hoc": {form.KindPrimaryLower, form.KindLowerUpper, form.KindAllLevels},
	"truong-ptdt-noi-tru":            nil, "truong-ptdt-ban-tru": nil, "truong-chuyen": nil, // kinds by their levels
	"trung-tam-gdtx":      {form.KindContinuing},
	"trung-tam-gdnn-gdtx": {form.KindContinuing},
}

// source is a file being loaded; its errors name the file, the line and what
// to do.
type source struct {
	name string
	data []byte
	errs []error
}

// bad notes an error at the first line that begins with the text, or else has
// it; the first line of the file when none has.
func (s *source) bad(at, format string, args ...any) {
	s.badLine(s.line(at, 1), format, args...)
}

func (s *source) badLine(line int, format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf("%s:%d: %s", s.name, line, fmt.Sprintf(format, args...)))
}

// line gives the number of the nth line that begins with the text.
func (s *source) line(at string, nth int) int {
	has := 0
	for i, l := range bytes.Split(s.data, []byte("\n")) {
		if bytes.HasPrefix(bytes.TrimLeft(l, " -{"), []byte(at)) {
			if nth--; nth == 0 {
				return i + 1
			}
		}
		if has == 0 && bytes.Contains(l, []byte(at)) {
			has = i + 1
		}
	}
	return max(has, 1)
}

// decode reads the document strictly: an unknown key or a key twice is an error.
func (s *source) decode(into any) bool {
	err := yaml.UnmarshalWithOptions(s.data, into, yaml.Strict())
	var at yaml.Error
	switch {
	case err == nil:
		return true
	case errors.As(err, &at) && at.GetToken() != nil:
		s.badLine(at.GetToken().Position.Line, "%s; correct this key or its value", at.GetMessage())
	default:
		s.badLine(1, "%v", err)
	}
	return false
}

// Load reads rulebooks/*.yaml: strict about keys, codes and counts, so that a
// slip of the pen in a rulebook never changes a school's level in silence.
func Load(fsys fs.FS) (*Set, error) {
	names, err := fs.Glob(fsys, "rulebooks/*.yaml")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("rulebooks/: no rulebook found; --templates must hold rulebooks/*.yaml or leave the folder out")
	}
	set := &Set{byID: map[string]int{}}
	var overlays []*source
	var errs []error
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		s := &source{name: name, data: data}
		var head struct {
			Schema string `yaml:"schema"`
		}
		// A file that is no YAML at all: decode says at which line.
		if err := yaml.Unmarshal(data, &head); err != nil && !s.decode(&document{}) {
			errs = append(errs, s.errs...)
			continue
		}
		switch head.Schema {
		case "kdclgd-rulebook/1":
			if rb, ok := s.rulebook(); ok {
				set.all = append(set.all, rb)
			}
		case "kdclgd-amendments/1":
			overlays = append(overlays, s)
			continue
		default:
			s.bad("schema:", "schema %q is unknown; write kdclgd-rulebook/1 or kdclgd-amendments/1", head.Schema)
		}
		errs = append(errs, s.errs...)
	}
	if len(errs) > 0 { // an overlay of a broken base would only add noise
		return nil, errors.Join(errs...)
	}
	for _, s := range overlays {
		set.all = append(set.all, s.overlays(set.all)...)
		errs = append(errs, s.errs...)
	}
	slices.SortFunc(set.all, func(a, b Rulebook) int {
		return strings.Compare(a.From+a.ID, b.From+b.ID)
	})
	for i, rb := range set.all {
		if _, twice := set.byID[rb.ID]; twice {
			errs = append(errs, fmt.Errorf("rulebooks/: two rulebooks have the id %q; rename one", rb.ID))
		}
		set.byID[rb.ID] = i
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return set, nil
}

// rulebook turns one document into a Rulebook, or says what is wrong with it.
func (s *source) rulebook() (Rulebook, bool) {
	var d document
	if !s.decode(&d) {
		return Rulebook{}, false
	}
	if want := strings.TrimSuffix(path.Base(s.name), ".yaml"); d.ID != want {
		s.bad("id:", "the id is %q; it must be the file's name, %q", d.ID, want)
	}
	rb := Rulebook{
		ID: d.ID, Title: d.Title, Circular: d.Legal.Number,
		Verified: d.Verified != nil && *d.Verified,
	}
	s.dates(&rb, d.Legal)
	for _, a := range d.AppliesTo {
		kinds, ok := kindsOf[a]
		if !ok {
			s.bad(a, "applies_to: the kind of school %q is unknown; write one of %s", a, strings.Join(slices.Sorted(maps.Keys(kindsOf)), ", "))
		}
		for _, k := range kinds {
			if !slices.Contains(rb.Kinds, k) {
				rb.Kinds = append(rb.Kinds, k)
			}
		}
	}
	s.evaluation(&rb, d)
	rb.EvidenceExample = strings.Trim(d.Forms.EvidenceCode.Example, "[]()")
	if c := d.Rules.SelfAssessmentCouncilMin; c != nil {
		rb.CouncilMin, rb.CouncilOdd = c.Value, c.Odd
	}
	s.standards(&rb, d)
	s.criteria(&rb, d)
	s.checkCounts(rb, d)
	s.notes(&rb, d.Notes)
	return rb, len(s.errs) == 0
}

func (s *source) evaluation(rb *Rulebook, d document) {
	switch {
	case len(d.Rules.CapDo) > 0:
		rb.Evaluation, rb.Family, rb.MaxLevel = Percentage, "2012", 1
		for _, key := range []string{"1", "2", "3"} {
			c, ok := d.Rules.CapDo[key]
			if !ok {
				s.bad("cap_do:", "cap_do lacks %q; write its min_percent and what is known of its list", key)
				continue
			}
			n, _ := strconv.Atoi(key)
			t := Threshold{Level: n, MinPercent: c.MinPercent, PercentKnown: c.Verified}
			t.CriticalKnown = c.CriticalCriteriaVerified == nil && key == "1" || c.CriticalCriteriaVerified != nil && *c.CriticalCriteriaVerified
			for _, standard := range slices.Sorted(maps.Keys(c.CriticalCriteria)) {
				for _, number := range c.CriticalCriteria[standard] {
					t.Critical = append(t.Critical, standard+"."+strconv.Itoa(number))
				}
			}
			rb.Thresholds = append(rb.Thresholds, t)
		}
	case d.Rules.Quota != nil:
		rb.Evaluation, rb.Family, rb.MaxLevel = Quota, "2026", 2
		rb.QuotaOthers = d.Rules.Quota.OthersMin
	default:
		rb.Evaluation, rb.Family, rb.MaxLevel = Cumulative, "2018", 3
	}
}

func (s *source) standards(rb *Rulebook, d document) {
	for i, st := range d.Standards {
		if st.Number != i+1 {
			s.bad(fmt.Sprintf("number: %d, title", st.Number), "standard %d stands at place %d; number them 1, 2, 3 …", st.Number, i+1)
		}
		verified := st.Verified != nil && *st.Verified
		rb.Standards = append(rb.Standards, Standard{Number: st.Number, Title: st.Title, Articles: st.Articles, Verified: verified && !isFalse(st.TitleVerified)})
	}
}

func (s *source) criteria(rb *Rulebook, d document) {
	seen := map[string]bool{}
	for _, c := range d.Criteria {
		at := fmt.Sprintf("code: %q", c.Code)
		if seen[c.Code] {
			s.badLine(s.line(at, 2), "the criterion %s stands twice; give each its own code", c.Code)
		}
		seen[c.Code] = true
		if standard, _, ok := strings.Cut(c.Code, "."); !ok || standard != strconv.Itoa(c.Standard) || c.Standard < 1 || c.Standard > len(d.Standards) {
			s.bad(at, "criterion %q is under standard %d; a code begins with its standard's number", c.Code, c.Standard)
		}
		crit := Criterion{Code: c.Code, Standard: c.Standard, Title: c.Title, Verified: c.Verified && !isFalse(c.TitleVerified), Mandatory: c.Mandatory}
		if rb.Evaluation == Quota && c.Mandatory != slices.Contains(d.MandatoryCriteria, c.Code) {
			s.bad(at, "criterion %s: mandatory disagrees with mandatory_criteria; correct one", c.Code)
		}
		for _, key := range slices.Sorted(maps.Keys(c.Levels)) {
			n, err := strconv.Atoi(key)
			if key == "dat" && rb.Evaluation == Percentage {
				n, err = 1, nil // binary rulebooks: Đạt is level 1
			}
			if err != nil || n < 1 || n > rb.MaxLevel {
				s.bad(at, "criterion %s: level %q is unknown in this rulebook; its levels are 1 to %d", c.Code, key, rb.MaxLevel)
				continue
			}
			crit.Levels = append(crit.Levels, n)
			for _, ind := range c.Levels[key] {
				crit.Indicators = append(crit.Indicators, Indicator{Level: n, Letter: deref(ind.Letter), Gloss: deref(ind.Gloss)})
			}
		}
		if c.HasLevels != nil && !slices.Equal(c.HasLevels, crit.Levels) {
			s.bad(at, "criterion %s: has_levels %v disagrees with the levels written, %v; correct one", c.Code, c.HasLevels, crit.Levels)
		}
		rb.Criteria = append(rb.Criteria, crit)
	}
	if d.Level4 != nil {
		for _, item := range d.Level4.Items {
			rb.Level4 = append(rb.Level4, Level4Item{Number: item.Number, Gloss: item.Gloss})
		}
		if d.Level4.Count != len(rb.Level4) {
			s.bad("level_4:", "level_4 says %d items and has %d; correct the list or the count", d.Level4.Count, len(rb.Level4))
		}
	}
}

// checkCounts holds the numbers that a file declares against what it holds.
func (s *source) checkCounts(rb Rulebook, d document) {
	check := func(key string, declared, real int) {
		if declared != real {
			s.bad(key+":", "%s: %d declared, %d found; correct the list or the count", key, declared, real)
		}
	}
	c := d.Counts
	check("criteria", c.Criteria, len(rb.Criteria))
	check("standards", c.Standards, len(rb.Standards))
	perStandard := make([]int, len(rb.Standards))
	perLevel, withLevel := map[string]int{}, map[string]int{}
	indicators, mandatory := 0, 0
	var withoutLevel3 []string
	for _, crit := range rb.Criteria {
		if crit.Standard >= 1 && crit.Standard <= len(perStandard) {
			perStandard[crit.Standard-1]++
		}
		for _, n := range crit.Levels {
			withLevel[strconv.Itoa(n)]++
		}
		for _, i := range crit.Indicators {
			perLevel[strconv.Itoa(i.Level)]++
			indicators++
		}
		if !crit.HasLevel(3) {
			withoutLevel3 = append(withoutLevel3, crit.Code)
		}
		if crit.Mandatory {
			mandatory++
		}
	}
	if !slices.Equal(c.CriteriaPerStandard, perStandard) {
		s.bad("criteria_per_standard:", "criteria_per_standard: %v declared, %v found; correct the list or the count", c.CriteriaPerStandard, perStandard)
	}
	if !maps.Equal(c.IndicatorsPerLevel, perLevel) && (c.IndicatorsPerLevel != nil || rb.Evaluation == Cumulative) {
		s.bad("indicators_per_level:", "indicators_per_level: %v declared, %v found; correct the list or the count", c.IndicatorsPerLevel, perLevel)
	}
	if !maps.Equal(c.CriteriaWithLevel, withLevel) && (c.CriteriaWithLevel != nil || rb.Evaluation == Cumulative) {
		s.bad("criteria_with_level:", "criteria_with_level: %v declared, %v found; correct the list or the count", c.CriteriaWithLevel, withLevel)
	}
	if c.CriteriaWithoutLevel3 != nil && !slices.Equal(c.CriteriaWithoutLevel3, withoutLevel3) {
		s.bad("criteria_without_level_3:", "criteria_without_level_3: %v declared, %v found; correct one", c.CriteriaWithoutLevel3, withoutLevel3)
	}
	switch rb.Evaluation {
	case Cumulative:
		check("indicators_total", c.IndicatorsTotal, indicators)
		check("indicators_levels_1_2", c.IndicatorsLevels12, perLevel["1"]+perLevel["2"])
		check("level4_items", c.Level4Items, len(rb.Level4))
	case Percentage:
		check("indicators", c.Indicators, indicators)
		for _, t := range rb.Thresholds {
			for _, code := range t.Critical {
				if _, ok := rb.Criterion(code); !ok {
					s.bad("cap_do:", "cap_do %d: the critical criterion %s is none of this rulebook; correct critical_criteria", t.Level, code)
				}
			}
			need := (len(rb.Criteria)*t.MinPercent + 99) / 100 // rounded up: a share is reached or not
			check("min_criteria_for_percent", d.Rules.MinCriteriaForPercent[fmt.Sprintf("%d%%", t.MinPercent)], need)
		}
	case Quota:
		check("mandatory", c.Mandatory, mandatory)
		check("others", c.Others, len(rb.Criteria)-mandatory)
		check("levels", c.Levels, rb.MaxLevel)
		if len(d.OtherCriteria) != c.Others || slices.ContainsFunc(d.OtherCriteria, func(code string) bool {
			crit, ok := rb.Criterion(code)
			return !ok || crit.Mandatory
		}) {
			s.bad("other_criteria:", "other_criteria disagrees with the criteria that are not mandatory; correct one")
		}
		if rb.QuotaOthers < 1 || rb.QuotaOthers > c.Others {
			s.bad("quota:", "quota: others_min %d is not between 1 and %d", rb.QuotaOthers, c.Others)
		}
	}
}

// dates takes the days of effect, which must be days.
func (s *source) dates(rb *Rulebook, l legal) {
	for _, d := range []struct {
		key, text string
		into      *string
		must      bool
	}{{"effective_from", l.EffectiveFrom, &rb.From, true}, {"effective_to_exclusive", l.EffectiveTo, &rb.Until, false}} {
		text := d.text
		if len(text) > len(time.DateOnly) { // YAML may print a date with a time
			text = text[:len(time.DateOnly)]
		}
		if text == "" && !d.must {
			continue
		}
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			s.bad(d.key+":", "%s: %q is no date; write 2018-10-10", d.key, d.text)
		}
		*d.into = text
	}
}

// notes words what is unverified or unknown of a rulebook. One that is
// unverified must say so.
func (s *source) notes(rb *Rulebook, docs []noteDoc) {
	unverified := 0
	for _, c := range rb.Criteria {
		if !c.Verified {
			unverified++
		}
	}
	fill := strings.NewReplacer("{unverified}", strconv.Itoa(unverified), "{criteria}", strconv.Itoa(len(rb.Criteria)), "{base}", rb.Base)
	counted := false
	for _, n := range docs {
		if n.VI == "" || n.EN == "" {
			s.bad("notes:", "a note lacks its Vietnamese (vi) or its English (en)")
		}
		counted = counted || strings.Contains(n.VI, "{unverified}")
		rb.Notes, rb.NotesEN = append(rb.Notes, fill.Replace(n.VI)), append(rb.NotesEN, fill.Replace(n.EN))
	}
	if unverified > 0 && !counted {
		s.bad("notes:", "%d criteria of %s are unverified and no note says so; add one with {unverified}", unverified, rb.ID)
	}
	if !rb.Verified && len(docs) == 0 {
		s.bad("verified:", "%s is unverified and no note says what of it; add notes", rb.ID)
	}
}

func isFalse(b *bool) bool { return b != nil && !*b }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
