package rulebook

import (
	"fmt"
	"slices"
)

// overlays lays the amendments of 2024 over their bases.
func (s *source) overlays(bases []Rulebook) []Rulebook {
	var a amendments
	if !s.decode(&a) {
		return nil
	}
	var out []Rulebook
	for _, o := range []struct {
		key  string
		body amendDoc
	}{{"mn", a.MN}, {"th", a.TH}, {"thcs_thpt", a.THCSTHPT}} {
		eff := a.EffectiveCatalogues[o.key]
		i := slices.IndexFunc(bases, func(rb Rulebook) bool { return rb.ID == eff.Base })
		if i < 0 || eff.Base != o.body.Amends || eff.ID == "" {
			s.badLine(max(s.line(fmt.Sprintf("base: %q", eff.Base), 1), s.line(o.key+":", 1)),
				"%s: base %q, amends %q, id %q; base and amends must be one rulebook that exists, and the id its own", o.key, eff.Base, o.body.Amends, eff.ID)
			continue
		}
		base := bases[i]
		rb := base
		rb.ID, rb.Base = eff.ID, base.ID
		rb.Circular = base.Circular + ", " + a.Legal.Number
		rb.Title = base.Title + " (sửa đổi theo TT " + a.Legal.Number + ")"
		s.dates(&rb, a.Legal)
		rb.Verified = false
		rb.Criteria = s.amend(base.Criteria, a.AllKinds.Standard3, o.body.Changes)
		rb.Standards = slices.Clone(base.Standards)
		perStandard := make([]int, len(rb.Standards))
		for _, c := range rb.Criteria {
			if c.Standard <= len(perStandard) {
				perStandard[c.Standard-1]++
			}
		}
		if len(perStandard) >= 3 && !a.AllKinds.Standard3.Verified {
			rb.Standards[2].Verified = false // rewritten, and the new text was not read
		}
		if len(rb.Criteria) != eff.Criteria || !slices.Equal(perStandard, eff.CriteriaPerStandard) {
			s.bad(fmt.Sprintf("id: %q", eff.ID), "%s: %d criteria %v declared, %d %v found; correct the list or the count",
				rb.ID, eff.Criteria, eff.CriteriaPerStandard, len(rb.Criteria), perStandard)
		}
		rb.Notes, rb.NotesEN = nil, nil
		s.notes(&rb, slices.Concat(a.Notes, o.body.Notes))
		out = append(out, rb)
	}
	return out
}

// amend replaces the criteria of standard 3, whose levels are unknown, and
// takes out repealed indicators; the letters of the rest stay (RULEBOOKS §7.14).
// A criterion whose change was not read is unverified, and all are where "other"
// ones changed unread.
func (s *source) amend(base []Criterion, s3 standard3Doc, changes []changeDoc) []Criterion {
	var out []Criterion
	for _, c := range base {
		if len(s3.ReplacesCriteria) > 0 && c.Code == s3.ReplacesCriteria[0] {
			for _, n := range s3.Criteria {
				out = append(out, Criterion{Code: n.Code, Standard: 3, Title: n.Title, Levels: n.LevelsPresent, Verified: s3.Verified})
			}
		}
		if slices.Contains(s3.ReplacesCriteria, c.Code) {
			continue
		}
		c.Indicators = slices.Clone(c.Indicators)
		out = append(out, c)
	}
	for _, ch := range changes {
		at := fmt.Sprintf("code: %q", ch.Code)
		if ch.Code == "3.1-3.6" { // said once for all kinds, above
			continue
		}
		found := false
		for i := range out {
			c := &out[i]
			if c.Code != ch.Code && ch.Code != "other" {
				continue
			}
			found = true
			c.Verified = c.Verified && ch.Verified
			if !ch.Repealed {
				continue
			}
			for _, level := range ch.Levels {
				n := len(c.Indicators)
				c.Indicators = slices.DeleteFunc(c.Indicators, func(i Indicator) bool { return i.Level == level && i.Letter == ch.Indicator })
				if len(c.Indicators) == n {
					s.bad(at, "criterion %s has no indicator %q at level %d to repeal; correct indicator or levels", ch.Code, ch.Indicator, level)
				}
			}
		}
		if !found {
			s.bad(at, "the change names criterion %q, which the base does not have; correct the code", ch.Code)
		}
	}
	return out
}
