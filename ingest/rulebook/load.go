package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

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

// bad notes an error at the line where the text stands (the first line when it
// stands nowhere).
func (s *source) bad(at, format string, args ...any) {
	line := 1
	if i := bytes.Index(s.data, []byte(at)); at != "" && i >= 0 {
		line += bytes.Count(s.data[:i], []byte("\n"))
	}
	s.errs = append(s.errs, fmt.Errorf("%s:%d: %s", s.name, line, fmt.Sprintf(format, args...)))
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
		if err := yaml.Unmarshal(data, &head); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
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
	for _, s := range overlays {
		set.all = append(set.all, s.overlays(set.all)...)
		errs = append(errs, s.errs...)
	}
	slices.SortFunc(set.all, func(a, b Rulebook) int {
		return strings.Compare(a.From+a.ID, b.From+b.ID)
	})
	for i, rb := range set.all {
		if _, twice := set.byID[rb.ID]; twice {
			errs = append(errs, fmt.Errorf("rulebooks/%s.yaml: the id %q is used twice", rb.ID, rb.ID))
		}
		set.byID[rb.ID] = i
	}
	return set, errors.Join(errs...)
}

// rulebook turns one document into a Rulebook, or says what is wrong with it.
func (s *source) rulebook() (Rulebook, bool) {
	var d document
	if err := yaml.UnmarshalWithOptions(s.data, &d, yaml.Strict()); err != nil {
		s.errs = append(s.errs, fmt.Errorf("%s: %w", s.name, err))
		return Rulebook{}, false
	}
	if want := strings.TrimSuffix(path.Base(s.name), ".yaml"); d.ID != want {
		s.bad("id:", "the id is %q; it must be the file's name, %q", d.ID, want)
	}
	rb := Rulebook{
		ID: d.ID, Title: d.Title, Circular: d.Legal.Number, From: day(d.Legal.EffectiveFrom), Until: day(d.Legal.EffectiveTo),
		Verified: d.Verified != nil && *d.Verified,
	}
	if rb.From == "" {
		s.bad("effective_from", "effective_from is missing; write a date, 2018-10-10")
	}
	for _, a := range d.AppliesTo {
		kinds, ok := kindsOf[a]
		if !ok {
			s.bad(a, "applies_to: the kind of school %q is unknown", a)
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
		rb.CouncilMin = c.Value
	}
	s.standards(&rb, d)
	s.criteria(&rb, d)
	s.checkCounts(rb, d)
	rb.Notes = notes(d)
	return rb, len(s.errs) == 0
}

func (s *source) evaluation(rb *Rulebook, d document) {
	switch {
	case len(d.Rules.CapDo) > 0:
		rb.Evaluation, rb.Family, rb.MaxLevel = Percentage, "2012", 1
		for _, key := range []string{"1", "2", "3"} {
			c, ok := d.Rules.CapDo[key]
			if !ok {
				s.bad("cap_do:", "cap_do lacks %q", key)
				continue
			}
			n, _ := strconv.Atoi(key)
			t := Threshold{Level: n, MinPercent: c.MinPercent, PercentKnown: c.Verified}
			t.CriticalKnown = c.CriticalCriteriaVerified == nil && key == "1" || c.CriticalCriteriaVerified != nil && *c.CriticalCriteriaVerified
			for _, standard := range slices.Sorted(mapKeys(c.CriticalCriteria)) {
				for _, number := range c.CriticalCriteria[standard] {
					t.Critical = append(t.Critical, standard+"."+strconv.Itoa(number))
				}
			}
			rb.Thresholds = append(rb.Thresholds, t)
		}
	case len(d.MandatoryCriteria) > 0:
		// TT57/2026, khoản 3 Điều 5: all mandatory, and 5 of the 7 others; council
		// odd and at least 5 (Điều 9).
		rb.Evaluation, rb.Family, rb.MaxLevel = Quota, "2026", 2
		rb.QuotaOthers, rb.CouncilMin, rb.CouncilOdd = 5, 5, true
	default:
		rb.Evaluation, rb.Family, rb.MaxLevel = Cumulative, "2018", 3
	}
}

func (s *source) standards(rb *Rulebook, d document) {
	for i, st := range d.Standards {
		if st.Number != i+1 {
			s.bad(fmt.Sprintf("number: %d, title", st.Number), "standard %d stands at place %d; number them 1, 2, 3 …", st.Number, i+1)
		}
		verified := st.Verified != nil && *st.Verified || st.TitleVerified != nil && *st.TitleVerified
		rb.Standards = append(rb.Standards, Standard{Number: st.Number, Title: st.Title, Verified: verified})
	}
}

func (s *source) criteria(rb *Rulebook, d document) {
	seen := map[string]bool{}
	for _, c := range d.Criteria {
		at := fmt.Sprintf("code: %q", c.Code)
		if seen[c.Code] {
			last := bytes.LastIndex(s.data, []byte(at))
			line := 1 + bytes.Count(s.data[:last], []byte("\n"))
			s.errs = append(s.errs, fmt.Errorf("%s:%d: the criterion %s stands twice; give each its own code", s.name, line, c.Code))
		}
		seen[c.Code] = true
		if standard, _, ok := strings.Cut(c.Code, "."); !ok || standard != strconv.Itoa(c.Standard) || c.Standard < 1 || c.Standard > len(d.Standards) {
			s.bad(at, "criterion %q is under standard %d; a code begins with its standard's number", c.Code, c.Standard)
		}
		crit := Criterion{Code: c.Code, Standard: c.Standard, Title: c.Title, Verified: c.Verified, Mandatory: c.Mandatory}
		if rb.Evaluation == Quota && c.Mandatory != slices.Contains(d.MandatoryCriteria, c.Code) {
			s.bad(at, "criterion %s: mandatory disagrees with mandatory_criteria", c.Code)
		}
		for _, key := range slices.Sorted(mapKeys(c.Levels)) {
			n, err := strconv.Atoi(key)
			if key == "dat" {
				n, err = 1, nil
			}
			if err != nil || n < 1 || n > rb.MaxLevel {
				s.bad(at, "criterion %s: level %q is unknown in this rulebook", c.Code, key)
				continue
			}
			crit.Levels = append(crit.Levels, n)
			for _, ind := range c.Levels[key] {
				crit.Indicators = append(crit.Indicators, Indicator{Level: n, Letter: deref(ind.Letter), Gloss: deref(ind.Gloss)})
			}
		}
		if c.HasLevels != nil && !slices.Equal(c.HasLevels, crit.Levels) {
			s.bad(at, "criterion %s: has_levels %v disagrees with the levels written, %v", c.Code, c.HasLevels, crit.Levels)
		}
		rb.Criteria = append(rb.Criteria, crit)
	}
	if d.Level4 != nil {
		for _, item := range d.Level4.Items {
			rb.Level4 = append(rb.Level4, Level4Item{Number: item.Number, Gloss: item.Gloss})
		}
		if d.Level4.Count != len(rb.Level4) {
			s.bad("level_4:", "level_4 says %d items and has %d", d.Level4.Count, len(rb.Level4))
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
		s.bad("criteria_per_standard:", "criteria_per_standard: %v declared, %v found", c.CriteriaPerStandard, perStandard)
	}
	for level, n := range c.IndicatorsPerLevel {
		check("indicators_per_level", n, perLevel[level])
	}
	for level, n := range c.CriteriaWithLevel {
		check("criteria_with_level", n, withLevel[level])
	}
	if c.CriteriaWithoutLevel3 != nil && !slices.Equal(c.CriteriaWithoutLevel3, withoutLevel3) {
		s.bad("criteria_without_level_3:", "criteria_without_level_3: %v declared, %v found", c.CriteriaWithoutLevel3, withoutLevel3)
	}
	switch rb.Evaluation {
	case Cumulative:
		check("indicators_total", c.IndicatorsTotal, indicators)
		check("level4_items", c.Level4Items, len(rb.Level4))
	case Percentage:
		check("indicators", c.Indicators, indicators)
	case Quota:
		check("mandatory", c.Mandatory, mandatory)
		check("others", c.Others, len(rb.Criteria)-mandatory)
		check("levels", c.Levels, rb.MaxLevel)
	}
}

// overlays lays the amendments of 2024 over their bases.
func (s *source) overlays(bases []Rulebook) []Rulebook {
	var a amendments
	if err := yaml.UnmarshalWithOptions(s.data, &a, yaml.Strict()); err != nil {
		s.errs = append(s.errs, fmt.Errorf("%s: %w", s.name, err))
		return nil
	}
	var out []Rulebook
	for _, o := range []struct {
		key  string
		body amendDoc
	}{{"mn", a.MN}, {"th", a.TH}, {"thcs_thpt", a.THCSTHPT}} {
		eff, ok := a.EffectiveCatalogues[o.key]
		i := slices.IndexFunc(bases, func(rb Rulebook) bool { return rb.ID == eff.Base })
		if !ok || i < 0 || eff.Base != o.body.Amends {
			s.bad("effective_catalogues:", "%s amends %q, which is no rulebook", o.key, o.body.Amends)
			continue
		}
		base := bases[i]
		rb := base
		rb.ID = strings.TrimSuffix(base.ID, "2018") + "2024"
		rb.Base = base.ID
		rb.Circular = base.Circular + ", " + a.Legal.Number
		rb.Title = base.Title + " (sửa đổi theo TT " + a.Legal.Number + ")"
		rb.From, rb.Until = day(a.Legal.EffectiveFrom), day(a.Legal.EffectiveTo)
		rb.Verified = false
		rb.Notes = append([]string{a.VerificationNote, a.AllKinds.Standard3.LevelsNote}, changeNotes(o.body)...)
		rb.Criteria = amend(base.Criteria, a.AllKinds.Standard3, o.body.Changes)
		perStandard := make([]int, len(rb.Standards))
		for _, c := range rb.Criteria {
			perStandard[c.Standard-1]++
		}
		if len(rb.Criteria) != eff.Criteria || !slices.Equal(perStandard, eff.CriteriaPerStandard) {
			s.bad(o.key+":", "%s: %d criteria %v declared, %d %v found", rb.ID, eff.Criteria, eff.CriteriaPerStandard, len(rb.Criteria), perStandard)
		}
		out = append(out, rb)
	}
	return out
}

// amend replaces the criteria of standard 3, whose levels are unknown, and
// takes out repealed indicators; the letters of the rest stay (RULEBOOKS §7.14).
func amend(base []Criterion, s3 standard3Doc, changes []changeDoc) []Criterion {
	var out []Criterion
	placed := false
	for _, c := range base {
		if slices.Contains(s3.ReplacesCriteria, c.Code) {
			if !placed {
				placed = true
				for _, n := range s3.Criteria {
					out = append(out, Criterion{Code: n.Code, Standard: 3, Title: n.Title, Levels: n.LevelsPresent, Verified: s3.Verified})
				}
			}
			continue
		}
		c.Indicators = slices.Clone(c.Indicators)
		for _, ch := range changes {
			if ch.Code != c.Code {
				continue
			}
			c.Verified = c.Verified && ch.Verified
			if strings.HasPrefix(ch.What, "REPEALED") {
				c.Indicators = slices.DeleteFunc(c.Indicators, func(i Indicator) bool {
					return slices.Contains(ch.Levels, i.Level) && i.Letter == ch.Indicator
				})
			}
		}
		out = append(out, c)
	}
	return out
}
