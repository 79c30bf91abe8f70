package form

import "strings"

// Kinds of school (cấp học) as the roster and the rulebooks name them.
const (
	KindPreschool    = "MN"           // mầm non, mẫu giáo, nhà trẻ
	KindPrimary      = "TH"           // tiểu học
	KindLowerSec     = "THCS"         // trung học cơ sở
	KindUpperSec     = "THPT"         // trung học phổ thông
	KindPrimaryLower = "TH-THCS"      // liên cấp
	KindLowerUpper   = "THCS-THPT"    // liên cấp
	KindAllLevels    = "TH-THCS-THPT" // liên cấp
	KindContinuing   = "GDTX"         // giáo dục thường xuyên
)

// School is one line of the roster (schools.xlsx, sheet Trường).
type School struct {
	Code        string   // mã trường: text, leading zeros kept
	Name        string   // tên trường
	Kind        string   // Kind* constant
	Private     bool     // loại hình: ngoài công lập
	Commune     string   // xã, phường
	Rulebook    string   // per-school override; empty: by kind and date
	Aliases     []string // tên khác
	FormerCodes []string // mã cũ
	Opened      Date
	Closed      Date
	MergedInto  string // code of the successor
	Email       string // one address or several, see Addresses
	Unit        string // đơn vị quản lý when it is another office than ours; empty: ours
	At          Origin
}

// Addresses are the e-mail addresses of a school, as staff write them into one
// cell: with commas, semicolons, blanks or line breaks between.
func (s School) Addresses() []string {
	return strings.FieldsFunc(s.Email, func(r rune) bool { return strings.ContainsRune(" ,;\n\t", r) })
}

// Extension (gia hạn) moves one obligation's due date for one school.
type Extension struct {
	School, Obligation string
	Until              Date
	GrantedOn          Date
	Reason, By         string
	At                 Origin
}

// Exemption (miễn nộp) takes one obligation from one school.
type Exemption struct {
	School, Obligation string
	Reason, By         string
	At                 Origin
}

// OutsideReceipt (nhận ngoài) is a receipt on paper or by Zalo, entered by staff.
type OutsideReceipt struct {
	School, Obligation string
	Received           Date
	Channel, By        string
	At                 Origin
}

// What of a school may change on a day, the roster's sheet Thay đổi.
const (
	ChangeName    = "name"    // tên trường
	ChangeKind    = "kind"    // cấp học
	ChangePrivate = "private" // loại hình
	ChangeCommune = "commune" // xã, phường
	ChangeSplit   = "split"   // tách từ trường khác
)

// SchoolChange (thay đổi) says what a school was before a day; the sheet Trường
// says what it is now.
type SchoolChange struct {
	School string
	From   Date   // first day of the new state
	What   string // Change* constant
	Before string // name, commune, Kind* constant, "true" or "false" of private, code of the school it was split from
	At     Origin
}

// Roster is the whole of schools.xlsx.
type Roster struct {
	Schools      []School
	Elsewhere    []School // of other units, known so that what they send here by mistake is told (MESSY 71); they owe nothing here
	Extensions   []Extension
	Exemptions   []Exemption
	Receipts     []OutsideReceipt
	Recognitions []Recognition
	Changes      []SchoolChange
}

// Obligation (đợt, loại báo cáo) is something schools must send by a date.
type Obligation struct {
	ID           string
	Title        string
	Part         string   // Part* constant that meets it
	Due          Date     // the last good day
	Opens        Date     // a workbook that came before it does not meet it; empty: any of the year, but see obligation_status
	DueRaw       string   // as unit.yaml says it
	Kinds        []string // empty: every kind
	ReminderDays []int    // days before Due from which it is "sắp đến hạn"; the largest counts
	Recipient    string
	Tone         string // of the reminder letter when a person has decided it: "phe-binh"; empty: by the day
	SchoolYear   string
}

// Unit (đơn vị quản lý) is the office that runs kdcl: unit.yaml.
type Unit struct {
	ID           string   // short name in exports: small letters, digits, dashes
	Province     string   // tỉnh, thành phố; may be empty
	Name         string   // tên cơ quan ban hành
	Superior     string   // tên cơ quan chủ quản
	Abbreviation string   // ký hiệu: "PVHXH"
	Place        string   // địa danh
	SignerTitle  string   // chức danh người ký
	SignerLead   string   // "KT.", "TL." line above; may be empty
	ReportTo     string   // kính gửi; may be empty
	Recipients   []string // nơi nhận
	SchoolYear   string
	TimeZone     string // IANA, default Asia/Ho_Chi_Minh
	Now          string // RFC 3339; fixes the clock of a trial workspace; empty in a real one
	Obligations  []Obligation
	Weeks        map[string][]SchoolWeek // per school year
	Terms        map[string][]Term       // per school year: two, or none known
	Wording      map[string]string       // the office's own text for I, III, IV of the report
	Retention    Retention
	Mail         *Mail // nil: nothing is ever sent
}

// Mail is how a night's result is sent to the office itself, through its mail
// server. No password stands here: it comes from the environment or from a file
// that only its owner can read.
type Mail struct {
	Host         string
	Port         int
	TLS          string // TLS* constant
	From         string
	To           []string
	User         string // empty: no login
	PasswordFile string // empty: the environment alone
	Drafts       bool   // the drafts of don-doc are attached
}

// How a connection to the mail server is protected.
const (
	TLSStart = "starttls" // begun in the clear, and given up if the server can't change to TLS
	TLSAll   = "tls"      // from the first byte on, port 465
	TLSNone  = "none"     // never; only without a login, or to this very machine
)

// Retention is how long `kdcl prune` leaves alone what nothing stands on any
// more; 0 is forever.
type Retention struct {
	RunRecordDays         int // runs/: days until the record of a night is cut down to its one line and counts
	ReplacedWorkbookYears int // archive/: school years before the current one whose refused and replaced workbooks stay
	OutputYears           int // out/: school years before the current one whose folders stay
}

// SchoolWeek is one week of a year's school calendar; weeks are not linear,
// Tết and other breaks fall between them.
type SchoolWeek struct {
	Number   int
	From, To Date
}

// Term is a học kỳ of a school year.
type Term struct {
	Number   int  // 1 or 2
	From, To Date // From may be unknown
}
