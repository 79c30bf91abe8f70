package workbook

// Kind says what a cell holds, as the file types it.
type Kind uint8

const (
	Blank Kind = iota
	Text
	Number // Raw is the number as stored, "44635.75"; see IsDate
	Bool   // Raw is "1" or "0"
	Error  // Raw is "#REF!"
)

// Cell is one cell as the file has it: nothing formatted, nothing repaired.
type Cell struct {
	Addr     string // A1 style; in a merged range the address of this cell, not of the first
	Row, Col int    // from 1
	Raw      string // stored text; a merged range's value is repeated in each of its cells
	Before   string // the stored text, where a repair of the text changed Raw; empty otherwise
	Kind     Kind
	IsDate   bool   // a number whose format is a date or time
	Font     string // font name of the cell, ".VnTime" tells of TCVN3; empty when unknown
	Strike   bool   // struck through: withdrawn
	Filled   bool   // has a background colour; white is none
	Formula  bool   // computed by a formula
	Uncached bool   // a formula never calculated: Raw is empty; one that gave an empty text is not
	Hidden   bool   // in a hidden row or column
	Merged   bool   // part of a merged range but not its first cell
	External bool   // a formula that looks into another workbook: Raw is what it last saw there
	Runs     []Run  // of a text written in more than one font, or struck out in part; joined they are Raw. Nil otherwise: Font and Strike hold for all of it
}

// Run is a stretch of a text in one font. The same text merged into several
// cells shares its runs: to change them, make new ones.
type Run struct {
	Text   string
	Font   string // the cell's where the run names none
	Strike bool
}

// Row is the cells of one row that the file mentions, in column order, with
// merged values repeated. A row without a value of its own is not yielded; blank
// cells without colour behind its last value are left out.
type Row struct {
	Number int
	Hidden bool
	Cells  []Cell
}

// Sheet is one worksheet.
type Sheet struct {
	Name   string
	Hidden bool // hidden or very hidden
	Rows   []Row
	Merges []Range
	Blank  int // rows that the file writes out but that hold no value; a formatted empty range is a million of them
}

// Range is a rectangle of cells, bounds from 1 and inclusive.
type Range struct{ Row1, Col1, Row2, Col2 int }

// String is the range as Excel writes it, "A3:D9"; a single cell is "A3".
func (r Range) String() string {
	from, to := Addr(r.Row1, r.Col1), Addr(r.Row2, r.Col2)
	if from == to {
		return from
	}
	return from + ":" + to
}

// Workbook is a whole file, read to the last tag or not at all.
type Workbook struct {
	Sheets   []Sheet
	Date1904 bool
	Format   string            // what the bytes are, whatever the file is called: "xlsx", "xlsm", "html", "csv"
	Charset  string            // of html and csv that are not Unicode: "windows-1258"; it is a guess where the file names none
	Macro    bool              // carries a VBA project; it is never run
	Props    map[string]string // "kdcl:form": the text of the defined name kdcl_form, "kdcl-form/1"; absent in other workbooks
}

// Refusal is why a file was not read. Code is a catalogue code of
// templates/findings.yaml: TEP_HONG, TEP_CO_MAT_KHAU, TEP_XLS_CU,
// TEP_KHONG_PHAI_EXCEL, TEP_NEN_KHONG_HO_TRO, TEP_QUA_LON, KHONG_DOC_DUOC.
type Refusal struct {
	Code   string
	Kind   string // in Vietnamese: what the file is instead, "tài liệu Word"; of TEP_HONG what is wrong with it, "sai mã kiểm tra"
	Detail string // English, for the log: "xl/worksheets/sheet2.xml: checksum error"
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }
