package report

// Page is what index.html shows besides the report's tables: every school with
// its states, levels and findings, counted and sorted. Days are ISO.
type Page struct {
	Obligations []Obligation
	Schools     []SchoolLine
	Results     []Results
	Findings    []Finding
	Weeks       Weeks
	Levels      []LevelBar
}

// Obligation is one report that schools must send.
type Obligation struct{ ID, Title string }

// SchoolLine is one school's line.
type SchoolLine struct {
	Code, Name, Commune, Kind string
	Private                   bool
	Rulebook                  string // of its self-assessment; empty: none came
	Computed, Declared        *int64
	Reason                    string // why Computed is nil, a word of school_level
	Corrections, Warnings     int64
	Outcome                   string  // du, muon, no: all on time, one late, owes or must correct; empty: nothing due yet
	States                    []State // in the order of Page.Obligations
}

// State is where a school stands with an obligation; the zero State is none.
type State struct {
	State, Due, Received string
	Monday               string // of the week in which it was received
	DaysLate             int64
}

// Results are the criteria of one rulebook against the schools assessed by it.
type Results struct {
	Rulebook, Title string
	Criteria        []Criterion
	Schools         []ResultRow
}

// Criterion is one column of Results, with what its schools reached.
type Criterion struct {
	Code, Title   string
	Top           int64 // highest level that exists
	Answered, Low int64 // schools with a level; of them at 0, "Không đạt"
}

// ResultRow is one school's levels in the order of Results.Criteria; nil is
// chưa đánh giá.
type ResultRow struct {
	Code, Name string
	Levels     []*int64
}

// Finding is something a school is asked to correct or look at.
type Finding struct {
	School, Name, File, Severity, Code, Message, Fix string
	Sheet, Cell, Raw                                 string
	Times                                            int64
}

// Weeks tell how one obligation came in, week by week.
type Weeks struct {
	Obligation, Title, Due string
	Asked                  int64
	Weeks                  []Week
}

// Week begins on a Monday.
type Week struct {
	Monday   string
	N, SoFar int64
}

// LevelBar is one kind of school under one family of rulebooks.
type LevelBar struct {
	Kind, Family string
	Counts       map[int64]int64 // level -> schools; -1 is a level that can't be told
	Total        int64
}
