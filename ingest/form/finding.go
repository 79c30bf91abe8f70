package form

// Severities of a finding (DESIGN §5.7), from mild to grave.
const (
	Info    = "info"    // I: said, nothing to do
	Warning = "warning" // W: read as said; the school should look
	Error   = "error"   // C: this cell or row could not be read and counts as unknown
	Refuse  = "refuse"  // R: the workbook (or this part) was not taken
)

// Finding is something wrong with what a school sent. It isn't a Go error: a
// night with a hundred findings has run, and they are its result. The wording
// and the severity come from templates/findings.yaml by Code.
type Finding struct {
	Code string            // catalogue code, "CONG_SAI"; never reused
	At   Origin            // where; Sheet may be empty for the whole file
	Args map[string]string // what the wording names, e.g. {"tc": "1.10"}
}
