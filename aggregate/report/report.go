package report

// Report is everything the consolidated report (báo cáo tổng hợp) prints, for
// one school year, counted, rounded and sorted.
type Report struct {
	Letterhead  Letterhead
	SchoolYear  string // "2026-2027"
	AsOf        string // the moment the figures stand for, RFC 3339
	Provisional bool   // something required by AsOf has not been received: "số liệu tạm thời"

	// Figures are the numbers of the body, by the name the wording uses:
	// "submitted", "level.MN.2". SQL counts them (aggregate/sql/report/figures.sql).
	Figures map[string]Figure
	Tables  []Table  // Biểu 1.., in the order of their layouts
	Charts  []Chart  // in the order of their layouts
	Changes []Change // what moved since the last report, grouped; empty on the first
	Tally   Tally
	Wording map[string]string // the office's own text, unit.yaml
}

// Change is one kind of thing that moved since the last report: newly handed
// in, newly late, a level, a criterion, a figure changed after its deadline.
type Change struct {
	Kind  string   // handed-in, late, level, criterion, figure
	Title string   // as the wording calls it: "Mới nộp"
	Lines []string // "Mầm non Hoa Sen: Báo cáo tự đánh giá", in the order of commune and name
}

// Letterhead is what Nghị định 30/2020/NĐ-CP puts around a report. Number, day
// and signature are never invented: empty ones are drawn as blanks.
type Letterhead struct {
	Superior, Name, Abbreviation, Place string
	SignerLead, SignerTitle             string
	ReportTo                            string
	Recipients                          []string
}

// Figure is a count out of a count. Denominator 0 prints "-" for a percentage.
type Figure struct {
	Numerator, Denominator int64
	Text                   string // when the figure is not a count: an amount, a list
}

// Table is one Biểu, ready to draw: nothing left to add up.
type Table struct {
	Layout Layout
	Rows   []Row
}

// Row kinds.
const (
	Data  = "data"
	Group = "group" // spans the table: a commune, a standard
	Total = "total" // "Cộng", bold
)

// Row is one line; its Cells stand in the order of Layout.Columns. A Group row
// has its text in Cells[0] alone.
type Row struct {
	Kind  string
	Cells []Cell
}

// Cell is one printed value. Text is final ("62,3%", "chưa báo cáo"); Number
// and Date are the same value for a spreadsheet, when it is one.
type Cell struct {
	Text   string
	Number *float64
	Date   string // ISO day
}

// Layout is how a table looks: templates/report/*.yaml.
type Layout struct {
	Schema  string   `yaml:"schema"`
	ID      string   `yaml:"id"`     // "bieu-1", also the sheet's name
	Query   string   `yaml:"query"`  // aggregate/sql/report/<query>.sql, which has a column for each key below, and row_kind
	Select  string   `yaml:"select"` // instead of Query: a SELECT of one's own over the public views; $year is the school year
	Number  string   `yaml:"number"` // "Biểu 1"
	Title   string   `yaml:"title"`
	Sheet   string   `yaml:"sheet"`   // name of the sheet in tong-hop.xlsx
	Measure string   `yaml:"measure"` // "Đơn vị tính: đồng"; printed above right
	Notes   []string `yaml:"notes"`   // under the table: what the denominators are
	Empty   string   `yaml:"empty"`   // printed when there is no row
	Size    float64  `yaml:"size"`    // of the letters on paper, in points; 0: the usual 11
	Columns []Column `yaml:"columns"`
}

// Column is one column of a table.
type Column struct {
	Key   string   `yaml:"key"`
	Head  []string `yaml:"head"`  // from the top level down; equal neighbours are one merged head; {year}, {year-1} .. are school years
	Width float64  `yaml:"width"` // share of the width, any unit
	Align string   `yaml:"align"` // left, center, right
	Kind  string   `yaml:"kind"`  // text, count, percent, money, date
	Note  string   `yaml:"note"`  // what the column means, for the sheet that explains it

	Optional bool `yaml:"optional"` // left out on paper when every row is blank or 0 there
}

// Kinds of charts, and what they make of a panel.
const (
	Timeline = "timeline" // categories are days (ISO), values grow towards Target; a mark at Deadline
	Stack    = "stack"    // a bar a category, a segment a series
	Heat     = "heat"     // a row a series, a cell a category; Texts are the symbols in the cells
)

// ChartLayout says what a chart shows: templates/report/bieu-do-*.yaml.
type ChartLayout struct {
	Schema  string   `yaml:"schema"`
	ID      string   `yaml:"id"`    // "bieu-do-1"
	Query   string   `yaml:"query"` // aggregate/sql/report/<query>.sql: panel, series, category, value, symbol, target, deadline
	Kind    string   `yaml:"kind"`  // Timeline, Stack, Heat
	Number  string   `yaml:"number"`
	Title   string   `yaml:"title"`
	Measure string   `yaml:"measure"` // what the values count: "Số trường"
	Notes   []string `yaml:"notes"`
	Empty   string   `yaml:"empty"` // printed when there is nothing to draw
}

// Chart is the numbers of one picture, for paper and for the page alike.
type Chart struct {
	Layout ChartLayout
	Panels []Panel
}

// Panel is one pair of axes.
type Panel struct {
	Title      string
	Categories []string // along the axis, in order
	Series     []Series
}

// Series is one line, one pattern or one row; Values and Texts have one entry a
// category.
type Series struct {
	Name     string
	Values   []*float64 // nil is unknown, which is not 0
	Texts    []string   // symbols of a heat map: "K" không đạt, "1".., "?" chưa đánh giá
	Target   *float64   // what a timeline grows towards
	Deadline string     // ISO day
}

// School is the sheet of one school, phieu-truong/<code>.pdf: who it is, what
// its criteria attain, why that is its level and what stops the next one, and
// tables (obligations, obstacles, improvements, certificates, corrections).
type School struct {
	Code, Name string
	Facts      []Pair     // identity and summary, label and text
	Strip      []Standing // a cell a criterion, in the rulebook's order; empty when nothing came
	Verdict    []Verdict  // declared against computed, and why not the next level
	Tables     []Table    // templates/report/phieu-*.yaml
}

// Verdict is one sentence: Key names it in templates/report/phieu.yaml, Args
// fill it in (level, next, n, total, list, step, year).
type Verdict struct {
	Key  string
	Args map[string]string
}

// Pair is a label and what stands behind it.
type Pair struct{ Label, Text string }

// Standing is what one criterion attained.
type Standing struct {
	Criterion string
	Level     *int64 // nil: chưa đánh giá; 0: không đạt
	Highest   int64  // level that the rulebook has for it
	Symbol    string // "K", "1".., "Đ" in the binary rulebooks, "?"
}

// Tally is the proof that nothing was dropped, as printed.
type Tally struct {
	FilesSeen, FilesRead, FilesRefused, FilesIgnored           int64
	RowsFound, RowsLoaded, RowsRefused, RowsHeading, RowsBlank int64
}
