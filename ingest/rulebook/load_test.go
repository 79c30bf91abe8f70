package rulebook_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"kdcl/ingest/rulebook"
)

func load(t *testing.T) *rulebook.Set {
	t.Helper()
	set, err := rulebook.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// What the circulars hold: criteria, those without Mức 3, indicators a level,
// items of Mức 4 (RULEBOOKS §1, §2).
func TestCatalogues(t *testing.T) {
	set := load(t)
	if n := len(set.All()); n != 12 {
		t.Fatalf("%d rulebooks, want nine and three amended ones", n)
	}
	for _, tc := range []struct {
		id         string
		criteria   int
		without3   string
		indicators [4]int
		level4     int
	}{
		{"mn-2018", 25, "1.2 1.7 1.8 1.9 1.10 3.6", [4]int{0, 75, 46, 25}, 6},
		{"th-2018", 27, "1.2 1.5 1.7 1.8 1.9 1.10 3.4 5.1", [4]int{0, 81, 48, 24}, 5},
		{"thcs-thpt-2018", 28, "1.2 1.7 1.8 1.9 1.10 3.4 5.3 5.4", [4]int{0, 84, 45, 25}, 6},
		{"th-2012", 28, "", [4]int{0, 84}, 0},
		{"ths-2012", 36, "", [4]int{0, 108}, 0},
		{"mn-2014", 29, "", [4]int{0, 87}, 0},
		{"mn-2026", 15, "", [4]int{0, 15, 15}, 0},
		{"pt-2026", 15, "", [4]int{0, 15, 15}, 0},
		{"gdtx-2026", 15, "", [4]int{0, 15, 15}, 0},
		{"mn-2024", 22, "1.2 1.7 1.8 1.9 1.10", [4]int{}, 6},
		{"th-2024", 24, "1.2 1.5 1.7 1.8 1.9 1.10 5.1", [4]int{}, 5},
		{"thcs-thpt-2024", 25, "1.2 1.7 1.8 1.9 1.10 5.3 5.4", [4]int{}, 6},
	} {
		rb, ok := set.ByID(tc.id)
		if !ok {
			t.Errorf("%s is missing", tc.id)
			continue
		}
		if len(rb.Criteria) != tc.criteria || len(rb.Level4) != tc.level4 {
			t.Errorf("%s: %d criteria, %d items of Mức 4; want %d, %d", tc.id, len(rb.Criteria), len(rb.Level4), tc.criteria, tc.level4)
		}
		var without []string
		var indicators [4]int
		for _, c := range rb.Criteria {
			if rb.MaxLevel == 3 && !c.HasLevel(3) {
				without = append(without, c.Code)
			}
			for _, i := range c.Indicators {
				indicators[i.Level]++
			}
		}
		if got := strings.Join(without, " "); got != tc.without3 {
			t.Errorf("%s: without Mức 3: %s, want %s", tc.id, got, tc.without3)
		}
		if tc.indicators != [4]int{} && indicators != tc.indicators {
			t.Errorf("%s: indicators %v, want %v", tc.id, indicators, tc.indicators)
		}
	}
}

// What could not be read stays unknown: it is never an empty list.
func TestUnknownStaysUnknown(t *testing.T) {
	set := load(t)
	th, _ := set.ByID("th-2012")
	if l2, l3 := th.Thresholds[1], th.Thresholds[2]; !l2.CriticalKnown || len(l2.Critical) != 15 || l3.CriticalKnown {
		t.Errorf("th-2012: level 2 %+v, level 3 %+v", l2, l3)
	}
	if l1 := th.Thresholds[0]; !l1.CriticalKnown || len(l1.Critical) != 0 || l1.MinPercent != 60 {
		t.Errorf("th-2012: level 1 has no list: %+v", l1)
	}
	for _, id := range []string{"ths-2012", "mn-2014"} {
		rb, _ := set.ByID(id)
		for _, th := range rb.Thresholds {
			if th.PercentKnown || th.Level > 1 && th.CriticalKnown {
				t.Errorf("%s: %+v is known; nobody has read it", id, th)
			}
		}
	}
	mn, _ := set.ByID("mn-2024")
	if c, _ := mn.Criterion("3.1"); c.Levels != nil || c.Verified {
		t.Errorf("mn-2024 3.1: %+v, want unknown levels", c)
	}
	var letters string
	c, _ := mn.Criterion("2.2")
	for _, i := range c.Indicators {
		if i.Level == 2 {
			letters += i.Letter
		}
	}
	if letters != "bc" {
		t.Errorf("mn-2024 2.2 Mức 2: letters %q; the repealed a goes, b and c keep their names", letters)
	}
}

func TestSelect(t *testing.T) {
	set := load(t)
	for _, tc := range []struct{ kind, date, want string }{
		{"TH", "2013-01-07", "th-2012"}, {"TH", "2018-10-09", "th-2012"}, {"TH", "2018-10-10", "th-2018"},
		{"TH", "2025-01-24", "th-2018"}, {"TH", "2025-01-25", "th-2024"}, {"TH", "2026-07-06", "th-2024"}, {"TH", "2026-07-07", "pt-2026"},
		{"MN", "2014-09-22", "mn-2014"}, {"MN", "2018-10-10", "mn-2018"}, {"MN", "2025-06-01", "mn-2024"}, {"MN", "2027-05-31", "mn-2026"},
		{"THCS", "2017-05-31", "ths-2012"}, {"TH-THCS", "2024-05-31", "thcs-thpt-2018"}, {"THPT", "2025-05-31", "thcs-thpt-2024"},
		{"TH-THCS", "2027-05-31", "pt-2026"}, {"GDTX", "2027-05-31", "gdtx-2026"},
	} {
		rb, err := set.Select(tc.kind, tc.date)
		if err != nil || rb.ID != tc.want {
			t.Errorf("%s on %s: %s, %v; want %s", tc.kind, tc.date, rb.ID, err, tc.want)
		}
	}
	if rb, err := set.Select("MN", "2010-01-01"); err == nil {
		t.Errorf("a preschool in 2010 got %s", rb.ID)
	}
}

func TestByCircular(t *testing.T) {
	set := load(t)
	for _, tc := range []struct{ text, kind, want string }{
		{"Thông tư số 19/2018/TT-BGDĐT ngày 22/8/2018", "MN", "mn-2018"},
		{"TT17/2018/TT - BGDĐT", "TH", "th-2018"},
		{"Thông tư 42/2012/TT-BGDĐT", "TH", "th-2012"}, {"TT 42/2012", "THCS", "ths-2012"},
		{"TT 57/2026", "MN", "mn-2026"}, {"TT57/2026/TT-BGDĐT", "THCS", "pt-2026"},
		{"Thông tư 19/2028", "MN", ""}, {"công văn 5932", "MN", ""},
	} {
		if got := set.ByCircular(tc.text, tc.kind); got != tc.want {
			t.Errorf("%q for %s: %q, want %q", tc.text, tc.kind, got, tc.want)
		}
	}
}

// A slip in a file is refused with the file, the line and what to do.
func TestRefusesBrokenFiles(t *testing.T) {
	good, err := os.ReadFile("../../templates/rulebooks/mn-2018.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, old, new, want string }{
		{"an unknown key", "applies_to:", "aplies_to:", `unknown field "aplies_to"`},
		{"a key twice", "\nverified: true\n", "\nverified: true\nverified: true\n", "already"},
		{"a criterion twice", `code: "1.2"`, `code: "1.1"`, "rulebooks/mn-2018.yaml:75: the criterion 1.1 stands twice"},
		{"a wrong number of criteria", "criteria: 25", "criteria: 24", "criteria: 24 declared, 25 found"},
		{"a wrong number of indicators", `"3": 25}`, `"3": 24}`, "indicators_per_level: 24 declared, 25 found"},
		{"levels that disagree", "has_levels: [1, 2]\n", "has_levels: [1, 2, 3]\n", "has_levels [1 2 3] disagrees"},
		{"an unknown schema", "kdclgd-rulebook/1", "kdclgd-rulebook/9", "schema \"kdclgd-rulebook/9\" is unknown"},
		{"a criterion under the wrong standard", "    standard: 1\n    title: \"Hội", "    standard: 2\n    title: \"Hội", "a code begins with its standard's number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			broken := strings.Replace(string(good), tc.old, tc.new, 1)
			if broken == string(good) {
				t.Fatalf("%q does not stand in the file", tc.old)
			}
			_, err := rulebook.Load(fstest.MapFS{"rulebooks/mn-2018.yaml": {Data: []byte(broken)}})
			if err == nil {
				t.Fatal("accepted")
			}
			if msg := err.Error(); !strings.Contains(msg, tc.want) || !strings.Contains(msg, "rulebooks/mn-2018.yaml") {
				t.Errorf("%v\nwant %q", err, tc.want)
			}
		})
	}
}
