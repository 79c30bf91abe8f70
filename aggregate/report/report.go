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
	Changes []string // what moved since the last report, in sentences; empty on the first
	Tally   Tally
	Wording map[string]string // the office's own text, unit.yaml
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
	Query   string   `yaml:"query"`  // aggregate/sql/report/<query>.sql, whose columns are the keys below plus row_kind
	Number  string   `yaml:"number"` // "Biểu 1"
	Title   string   `yaml:"title"`
	Sheet   string   `yaml:"sheet"`   // name of the sheet in tong-hop.xlsx
	Measure string   `yaml:"measure"` // "Đơn vị tính: đồng"; printed above right
	Notes   []string `yaml:"notes"`   // under the table: what the denominators are
	Empty   string   `yaml:"empty"`   // printed when there is no row
	Columns []Column `yaml:"columns"`
}

// Column is one column of a table.
type Column struct {
	Key   string   `yaml:"key"`
	Head  []string `yaml:"head"`  // from the top level down; equal neighbours are one merged head
	Width float64  `yaml:"width"` // share of the width, any unit
	Align string   `yaml:"align"` // left, center, right
	Kind  string   `yaml:"kind"`  // text, count, percent, money, date
	Note  string   `yaml:"note"`  // what the column means, for the sheet that explains it
}

// Tally is the proof that nothing was dropped, as printed.
type Tally struct {
	FilesSeen, FilesRead, FilesRefused, FilesIgnored           int64
	RowsFound, RowsLoaded, RowsRefused, RowsHeading, RowsBlank int64
}
