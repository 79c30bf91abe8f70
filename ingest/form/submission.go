package form

// Date is a calendar day as ISO text, "2026-09-30"; the empty Date is unknown.
// It is text on purpose: a day never shifts because of a time zone.
type Date string

// Origin is the cell that a figure was read from: the way back from any
// printed number (DESIGN §5.2).
type Origin struct {
	Sheet string // the tab's name as the school sees it
	Cell  string // A1 style, "C12"; empty for the whole sheet
	Raw   string // what the cell says, before any repair
}

// Ref is the origin in the words of Excel: "Kết quả!E9".
func (o Origin) Ref() string {
	if o.Cell == "" {
		return o.Sheet
	}
	return o.Sheet + "!" + o.Cell
}

// File is one workbook as it arrived.
type File struct {
	SHA256   string // hex, the identity of the content
	Name     string // as it lay in the inbox, slashes forward, relative to it
	Size     int64  // bytes
	Received string // arrival, RFC 3339 with offset; empty when tried with `check`

	Modified     string // the file's own time, RFC 3339: tells versions that arrived together apart; may be empty
	Container    string // SHA-256 of the zip or e-mail that it came in; empty when it came by itself
	Inner        string // its path in there
	SenderSchool string // code of the school whose e-mail address it came from; empty when unknown
	PlaceSchool  string // the school that its folder or its name names; empty when none does
}

// The parts of a workbook that can meet an obligation (DESIGN §6).
const (
	PartPlan           = "plan"            // kế hoạch tự đánh giá: council, timeline, evidence plan
	PartSelfAssessment = "self-assessment" // bảng tổng hợp kết quả tự đánh giá
	PartEvidence       = "evidence"        // danh mục minh chứng
	PartImprovement    = "improvement"     // kế hoạch cải tiến chất lượng
	PartStatistics     = "statistics"      // cơ sở dữ liệu (Phần I), đội ngũ
	PartDisclosure     = "disclosure"      // công khai
	PartOutside        = "outside"         // in no workbook: a letter, a form of another office; received only in the roster's sheet Nhận ngoài
)

// Outcomes of reading a workbook (DESIGN §3).
const (
	Accepted             = "accepted"
	AcceptedWithFindings = "accepted-with-findings"
	Refused              = "refused"
	Container            = "container" // a zip or e-mail: what it holds was read, file by file
)

// Submission (bài nộp) is one workbook, understood. Every value keeps its cell
// and raw text. A nil pointer or an empty Date is "unknown", never zero.
type Submission struct {
	File        File
	Unpacked    bool   // a container that gave files: it has no values of its own
	FormVersion string // kdcl's hidden form version; empty for a form that is not ours

	// Identity as the file says it, and as the roster resolved it. Without a
	// roster (check without --workspace) Code and Name are what the file says.
	Code, Name     string
	CodeAt, NameAt Origin
	Kind           string // cấp học of the school, a Kind* constant

	SchoolYear    string // năm học, "2026-2027"
	SchoolYearAt  Origin
	Rulebook      string // id of the rulebook the results were read under: "mn-2018"
	RulebookCited string // what the file cites, id or raw text; kept beside Rulebook

	NamedPart     string   // the part that the file's name says it is; empty when it names none
	Parts         []string // Part* constants, in the order of their declaration
	DeclaredLevel *int     // "Trường đạt Mức n" as the school concludes; 0 is "Không đạt"
	DeclaredAt    Origin
	AssessedOn    Date // ngày hoàn thành báo cáo tự đánh giá

	Criteria     []CriterionResult
	Indicators   []IndicatorResult
	Level4       []Level4Result
	Evidence     []Evidence
	EvidenceUses []EvidenceUse
	EvidencePlan []EvidencePlanItem
	Improvements []Improvement
	Milestones   []Milestone
	Council      []Member
	Staff        []StaffFigure
	Facts        []Fact
	Disclosures  []Disclosure
	Recognitions []Recognition
	Extras       []Extra // what stands in columns that no form knows

	Findings []Finding
	Repairs  []Repair // every change made to a text before it was read
	Tally    []SheetTally
}

// CriterionResult is the level one criterion (tiêu chí) attained.
type CriterionResult struct {
	Code  string // "1.10"
	Level *int   // 0 is "Không đạt", nil is "chưa đánh giá"
	At    Origin // the cell that decided; the label's cell when nothing is marked
}

// IndicatorResult is one indicator (chỉ báo, chỉ số) of a criterion.
type IndicatorResult struct {
	Criterion string
	Level     int    // the level the indicator belongs to; 1 in the binary rulebooks
	Letter    string // "a", "b", "c"; empty when the level is one unlettered paragraph
	Pass      *bool  // nil is "chưa đánh giá"
	At        Origin
}

// Level4Result is one item (khoản) of Điều 22 of the 2018 circulars.
type Level4Result struct {
	Item int
	Pass *bool
	At   Origin
}

// Evidence (minh chứng) is one document of the evidence list.
type Evidence struct {
	Code     string // canonical, without brackets: "H1-1.1-01", "MC.1.1.01", "H1-1-01-01"
	Name     string
	Document string // số, ngày ban hành, as written
	Issuer   string // nơi ban hành
	At       Origin
}

// EvidenceUse says that a criterion cites a document; a document is coded once
// and may be used by many criteria (FORMS §4).
type EvidenceUse struct {
	Criterion string
	Code      string
	At        Origin
}

// EvidencePlanItem is one row of the plan that says who gathers what and when
// (dự kiến thông tin, minh chứng cần thu thập; phân công thực hiện).
type EvidencePlanItem struct {
	Table       string // "collection" or "assignment"
	Standard    string // tiêu chuẩn, tiêu chí as written
	What        string // minh chứng cần thu thập; empty in an assignment
	Where       string // nơi thu thập
	Responsible string // nhóm, cá nhân
	From, To    Date
	TimeRaw     string
	AmountVND   *int64 // kinh phí
	At          Origin
}

// Improvement is one item of the improvement plan (kế hoạch cải tiến chất lượng).
type Improvement struct {
	Criterion   string // "3.2"; a standard's number when the item names only that; may be empty
	Goal        string // kết quả cần đạt, mục tiêu
	Action      string // công việc, giải pháp
	Responsible string
	From, To    Date
	TimeRaw     string
	AmountVND   *int64 // đồng; nil when not stated
	AmountRaw   string
	Source      string // nguồn kinh phí, as written; empty when not stated
	Progress    string // mức độ thực hiện, as written
	At          Origin // the cell of the money column, else of the criterion
}

// Milestone (mốc thời gian) is one line of a school's own timetable. A deadline
// ("trước …") has From empty and To the last good day (DESIGN §3).
type Milestone struct {
	Text     string
	Weeks    []int // school weeks as written
	From, To Date
	TimeRaw  string
	At       Origin
}

// Member is one line of the self-assessment council or of one of its groups.
type Member struct {
	Group    string // "Hội đồng", "Nhóm thư ký", "Nhóm 1", as written
	Name     string
	Position string // chức danh, chức vụ
	Duty     string // nhiệm vụ
	At       Origin
}

// StaffFigure is one cell of a staff table (đội ngũ).
type StaffFigure struct {
	Group   string // "Giáo viên", canonical where the roles table knows it
	Measure string // total, female, ethnic, below_standard, at_standard, above_standard, secondary, college, university, postgraduate
	Value   *int64
	At      Origin
}

// Fact is one cell of the school's statistics (cơ sở dữ liệu, Phần I).
type Fact struct {
	Table  string // classes, rooms, teachers, pupils, outcomes; profile: the ticks at the head of Phần I, 1 is ticked
	Row    string // label; with its parent, "Tổng số trẻ em/Nữ", where labels repeat
	Year   string // "2021-2022"
	Value  *float64
	IsRate bool // a percentage or a ratio: never added up
	At     Origin
}

// Extra is one cell of a column that no form knows: kept as the file has it, and
// part of no figure.
type Extra struct {
	Table string // kind of table it stood in: "staff"
	Head  string // the column's head as written; empty when it has none
	At    Origin
}

// Disclosure is one line of public disclosure (công khai).
type Disclosure struct {
	Content string
	Channel string // hình thức, nơi công khai
	On      Date
	TimeRaw string
	At      Origin
}

// Ledgers of recognition: two independent ones (DESIGN §6).
const (
	LedgerAccreditation    = "kdclgd" // kiểm định chất lượng giáo dục, cấp độ 1..4
	LedgerNationalStandard = "cqg"    // chuẩn quốc gia, mức độ 1..2
)

// Recognition is a certificate given from outside: never a result of
// self-assessment.
type Recognition struct {
	School    string // code; of the school that received it, perhaps a predecessor
	Ledger    string // Ledger* constant
	Grade     int    // cấp độ 1..4 or mức độ 1..2
	Decision  string // số quyết định, giấy chứng nhận
	Signed    Date   // the first day of the month when only the month is known
	Precision string // "day" or "month"
	ValidTo   Date   // as printed, or signing + 60 months when Derived
	Derived   bool
	// ValidPrecision is "month" when ValidTo is printed as a month; empty: as
	// Precision when Derived, else a day.
	ValidPrecision string
	At             Origin
}

// Repair is one change that was made to a cell's text before it was read; a text
// changed for several reasons has one for each.
type Repair struct {
	Kind          string // tcvn3, vni, symbol, nfc, look-alike, width, invisible, space
	Before, After string // the whole text as the file has it, and as it was used
	Sheet, Cell   string // where: the tab's name, A1 style
}

// SheetTally counts the rows of one sheet; it closes when
// Found = Loaded + Refused + Heading + Blank (DESIGN §5.1).
type SheetTally struct {
	Sheet   string `json:"sheet,omitempty"` // empty: of several
	Found   int    `json:"found"`
	Loaded  int    `json:"loaded"`
	Refused int    `json:"refused"`
	Heading int    `json:"heading"`
	Blank   int    `json:"blank"`
}

// Closes reports whether every row found was accounted for.
func (t SheetTally) Closes() bool {
	return t.Found == t.Loaded+t.Refused+t.Heading+t.Blank
}
