package rulebook

import "strconv"

// Evaluation is how a school's level follows from its criteria (DESIGN §6).
type Evaluation string

const (
	Cumulative Evaluation = "cumulative" // 2018: every criterion must attain the level
	Percentage Evaluation = "percentage" // 2012, 2014: share of criteria, with critical ones
	Quota      Evaluation = "quota"      // 2026: mandatory ones, and a number of the others
)

// Rulebook (bộ quy định) is one circular for one kind of school, with its
// amendments laid over it. What is unknown stays nil or Verified=false.
type Rulebook struct {
	ID              string // "mn-2018", "mn-2024" (= mn-2018 amended), "pt-2026"
	Base            string // the rulebook that an overlay amends; empty otherwise
	Family          string // years are compared only within a family: "2012", "2018", "2026"
	Title           string
	Circular        string // "19/2018/TT-BGDĐT"
	Evaluation      Evaluation
	From            string   // ISO date of effect
	Until           string   // first day on which it no longer holds; empty while in force
	Kinds           []string // form.Kind* constants
	Verified        bool
	Notes           []string // what is unverified or unknown, in Vietnamese, to be printed
	NotesEN         []string // the same notes in English, one for one
	EvidenceExample string   // "H1-1.1-01", "H1-1-01-01", "MC.1.1.01"

	Standards []Standard
	Criteria  []Criterion
	Level4    []Level4Item // Điều 22; empty when the rulebook has none
	MaxLevel  int          // highest level of a criterion: 3 (2018), 1 (2012, 2014), 2 (2026)

	Thresholds  []Threshold // Percentage only, ascending level
	QuotaOthers int         // Quota only: how many of the non-mandatory must attain the level
	CouncilMin  int         // smallest council; 0 unknown
	CouncilOdd  bool        // council must be odd
}

// Standard (tiêu chuẩn).
type Standard struct {
	Number   int
	Title    string
	Verified bool
	Articles map[string]int // level -> Điều of the circular; empty where unknown
}

// Article is the Điều of the circular that sets a level of a criterion.
func (rb Rulebook) Article(c Criterion, level int) (int, bool) {
	for _, s := range rb.Standards {
		if s.Number == c.Standard {
			n, ok := s.Articles[strconv.Itoa(level)]
			return n, ok
		}
	}
	return 0, false
}

// Criterion (tiêu chí).
type Criterion struct {
	Code      string // "1.10", always text
	Standard  int
	Title     string
	Verified  bool
	Mandatory bool // Quota only: bắt buộc
	// Levels that exist, ascending; nil when unknown (standard 3 of the 2024 amendments).
	Levels     []int
	Indicators []Indicator // in order of level, letter; empty when unknown
}

// Indicator (chỉ báo, chỉ số).
type Indicator struct {
	Level  int
	Letter string // "a"; empty when the level is one unlettered paragraph
	Gloss  string // short paraphrase, not legal text; may be empty
}

// Level4Item (khoản của Điều 22).
type Level4Item struct {
	Number int
	Gloss  string
}

// Threshold is one rung of a Percentage rulebook.
type Threshold struct {
	Level         int
	MinPercent    int
	PercentKnown  bool     // the percentage was read, not remembered
	Critical      []string // criterion codes that must pass
	CriticalKnown bool     // false: a list exists, or may, and was not readable; never treated as empty
}
