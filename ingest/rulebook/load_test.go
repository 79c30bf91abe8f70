package rulebook_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
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
	if c, _ := mn.Criterion("3.1"); c.Levels != nil || c.Verified || c.Indicators != nil || !c.HasLevel(3) || c.MaxLevel() != 0 {
		t.Errorf("mn-2024 3.1: %+v, want unknown levels", c)
	}
	if mn.Standards[2].Verified || !mn.Standards[1].Verified {
		t.Errorf("mn-2024: standard 3 is rewritten and unread: %+v", mn.Standards)
	}
	if base, _ := set.ByID("mn-2018"); !base.Standards[2].Verified || len(base.Criteria) != 25 {
		t.Errorf("the amendment changed its base: %+v", base.Standards)
	}
	if c, _ := mn.Criterion("2.1"); c.Verified {
		t.Error("mn-2024 2.1 was reworded, unread, and counts as verified")
	}
	thcs, _ := set.ByID("thcs-thpt-2018")
	if c, _ := thcs.Criterion("1.5"); c.Verified {
		t.Error("thcs-thpt-2018 1.5 has a doubtful title and counts as verified")
	}
	if amended, _ := set.ByID("thcs-thpt-2024"); slices.ContainsFunc(amended.Criteria, func(c rulebook.Criterion) bool { return c.Verified }) {
		t.Error("thcs-thpt-2024: other criteria changed, unread; none is verified")
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

// kdcl rules prints what is unverified or unknown, in both languages.
func TestNotes(t *testing.T) {
	set := load(t)
	for _, rb := range set.All() {
		if len(rb.Notes) == 0 || len(rb.Notes) != len(rb.NotesEN) {
			t.Errorf("%s: %d notes, %d in English", rb.ID, len(rb.Notes), len(rb.NotesEN))
		}
		if all := strings.Join(slices.Concat(rb.Notes, rb.NotesEN), " "); strings.ContainsAny(all, "{}") {
			t.Errorf("%s: unfilled: %s", rb.ID, all)
		}
	}
	for id, want := range map[string]string{"th-2012": "28/28 tiêu đề", "ths-2012": "36/36 tiêu đề", "mn-2014": "29/29 tiêu đề",
		"thcs-thpt-2018": "1/28 tiêu đề", "mn-2024": "lấy từ mn-2018; xem ghi chú của bộ đó. 10/22 tiêu chí", "thcs-thpt-2024": "25/25 tiêu chí"} {
		if rb, _ := set.ByID(id); !strings.Contains(strings.Join(rb.Notes, "\n"), want) {
			t.Errorf("%s: %q, want %q", id, rb.Notes, want)
		}
	}
}

// The rule of the quota and of the council come from the files.
func TestQuotaAndCouncil(t *testing.T) {
	set := load(t)
	for _, tc := range []struct {
		id                            string
		mandatory, others, councilMin int
		odd                           bool
	}{
		{"mn-2026", 8, 5, 5, true}, {"pt-2026", 8, 5, 5, true}, {"gdtx-2026", 8, 5, 5, true},
		{"mn-2018", 0, 0, 7, false}, {"th-2024", 0, 0, 7, false}, {"th-2012", 0, 0, 0, false},
	} {
		rb, _ := set.ByID(tc.id)
		mandatory := 0
		for _, c := range rb.Criteria {
			if c.Mandatory {
				mandatory++
			}
		}
		if mandatory != tc.mandatory || rb.QuotaOthers != tc.others || rb.CouncilMin != tc.councilMin || rb.CouncilOdd != tc.odd {
			t.Errorf("%s: %d mandatory, %d others, council %d odd %t", tc.id, mandatory, rb.QuotaOthers, rb.CouncilMin, rb.CouncilOdd)
		}
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
		{"19/2018/TTBGDDT", "MN", "mn-2018"}, {"Theo TT42 / 2012", "TH-THCS", "ths-2012"},
		{"TT 22/2024", "THCS", "thcs-thpt-2024"}, // the amendment means the amended rulebook
		{"Thông tư 19/2018/TT-BGDĐT, sửa đổi bởi Thông tư 22/2024/TT-BGDĐT", "MN", "mn-2024"},
		{"Thông tư 17/2018/TT-BGDĐT", "MN", "th-2018"},                                // another kind's is still what was cited
		{"TT 19/2018", "", "mn-2018"}, {"TT 57/2026", "", ""}, {"TT 42/2012", "", ""}, // of several none is guessed at
		{"Thông tư 19/2028", "MN", ""}, {"Thông tư 19/20188", "MN", ""}, {"công văn 5932", "MN", ""}, {"ngày 22/8/2018", "MN", ""}, {"năm học 2017/2018", "TH", ""},
	} {
		if got := set.ByCircular(tc.text, tc.kind); got != tc.want {
			t.Errorf("%q for %s: %q, want %q", tc.text, tc.kind, got, tc.want)
		}
	}
}

// A slip in a file is refused with the file, the line and what to do.
func TestRefusesBrokenFiles(t *testing.T) {
	const mn, th, pt, amended = "mn-2018.yaml", "th-2012.yaml", "pt-2026.yaml", "amendments-2024.yaml"
	for _, tc := range []struct{ name, file, old, new, at, want string }{
		{"an unknown key", mn, "applies_to:", "aplies_to:", "aplies_to:", `unknown field "aplies_to"`},
		{"an unknown key of a criterion", mn, "    has_levels: [1, 2]\n", "    have_levels: [1, 2]\n", "have_levels", `unknown field "have_levels"`},
		{"a key twice", mn, "\nverified: true\n", "\nverified: true\nverified: true\n", "", "already"},
		{"no YAML", mn, "counts:", "counts: [", "", "must be specified; correct"},
		{"an unknown schema", mn, "kdclgd-rulebook/1", "kdclgd-rulebook/9", "schema:", `schema "kdclgd-rulebook/9" is unknown; write`},
		{"an id that is not the file's name", mn, `id: "mn-2018"`, `id: "mn-2019"`, "id:", `must be the file's name, "mn-2018"`},
		{"an unknown kind of school", mn, `"nha-tre"`, `"nha-be"`, "applies_to:", `"nha-be" is unknown; write one of`},
		{"a day that is none", mn, "effective_from: 2018-10-10", "effective_from: 2018-13-10", "effective_from:", "is no date; write"},
		{"a criterion twice", mn, `code: "1.2"`, `code: "1.1"`, "", "the criterion 1.1 stands twice; give each its own code"},
		{"a criterion of an unknown standard", mn, "    standard: 5\n", "    standard: 6\n", `- code: "5.1"`, "a code begins with its standard's number"},
		{"a wrong number of criteria", mn, "criteria: 25", "criteria: 24", "criteria: 24", "criteria: 24 declared, 25 found"},
		{"a wrong number in a standard", mn, "[10, 3, 6, 2, 4]", "[10, 3, 6, 3, 3]", "criteria_per_standard:", "[10 3 6 3 3] declared, [10 3 6 2 4] found"},
		{"a wrong number of indicators", mn, `"3": 25}`, `"3": 24}`, "indicators_per_level:", "3:24] declared, map[1:75 2:46 3:25] found"},
		{"a wrong number with Mức 3", mn, `"3": 19}`, `"3": 20}`, "criteria_with_level:", "3:20] declared"},
		{"a wrong number of items of Mức 4", mn, "level4_items: 6", "level4_items: 7", "level4_items:", "7 declared, 6 found"},
		{"levels that disagree", mn, "    has_levels: [1, 2]\n", "    has_levels: [1, 2, 3]\n", `- code: "1.2"`, "has_levels [1 2 3] disagrees"},
		{"a level that the circular does not have", pt, `      "2":`, `      "3":`, `- code: "1.1"`, `level "3" is unknown in this rulebook; its levels are 1 to 2`},
		{"a mandatory criterion that is not", pt, "mandatory: true", "mandatory: false", `- code: "1.3"`, "mandatory disagrees with mandatory_criteria"},
		{"a wrong number of mandatory ones", pt, "mandatory: 8", "mandatory: 7", "mandatory: 7", "mandatory: 7 declared, 8 found"},
		{"a quota beyond the others", pt, "others_min: 5", "others_min: 8", "quota:", "others_min 8 is not between 1 and 7"},
		{"a critical criterion that is none", th, `"3": [6]`, `"3": [9]`, "cap_do:", "the critical criterion 3.9 is none of this rulebook"},
		{"a share that does not fit its number", th, "min_percent: 85", "min_percent: 80", "min_criteria_for_percent:", "declared"},
		{"unverified titles that no note tells of", th, "'{unverified}/", "'", "notes:", "28 criteria of th-2012 are unverified and no note says so"},
		{"an overlay of an unknown base", amended, `base: "mn-2018"`, `base: "mn-2017"`, `base: "mn-2017"`, "must be one rulebook that exists"},
		{"an overlay that changes an unknown criterion", amended, `{code: "1.10"`, `{code: "1.11"`, `- {code: "1.11"`, `names criterion "1.11"`},
		{"an overlay that repeals what is not there", amended, `indicator: "a", repealed`, `indicator: "d", repealed`, "", `has no indicator "d" at level 2`},
		{"an overlay with a wrong number", amended, "criteria: 22", "criteria: 23", `id: "mn-2024"`, "23 criteria [10 3 3 2 4] declared, 22"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, name := range []string{mn, th, pt, amended, "th-2018.yaml", "thcs-thpt-2018.yaml"} {
				data, err := os.ReadFile("../../templates/rulebooks/" + name)
				if err != nil {
					t.Fatal(err)
				}
				if name == tc.file {
					broken := strings.Replace(string(data), tc.old, tc.new, 1)
					if broken == string(data) {
						t.Fatalf("%q does not stand in %s", tc.old, name)
					}
					data = []byte(broken)
				}
				files["rulebooks/"+name] = &fstest.MapFile{Data: data}
			}
			set, err := rulebook.Load(files)
			if err == nil || set != nil {
				t.Fatalf("accepted, or a set beside the error: %v", err)
			}
			line := `\d+`
			if tc.at != "" {
				for i, l := range strings.Split(string(files["rulebooks/"+tc.file].Data), "\n") {
					if strings.HasPrefix(strings.TrimSpace(l), tc.at) {
						line = strconv.Itoa(i + 1)
						break
					}
				}
			}
			want := regexp.MustCompile(`(?m)^rulebooks/` + tc.file + `:` + line + `: .*` + regexp.QuoteMeta(tc.want))
			if !want.MatchString(err.Error()) {
				t.Errorf("%v\nwant %v", err, want)
			}
		})
	}
	if _, err := rulebook.Load(fstest.MapFS{}); err == nil {
		t.Error("no rulebooks at all were accepted")
	}
}
