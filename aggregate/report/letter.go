package report

// Letter is one reminder (công văn nhắc, đôn đốc): an obligation and the schools
// it concerns.
type Letter struct {
	Obligation, Title string // id and title in unit.yaml
	Due               string // ISO day, before any extension
	Tone              string // nhac before the due day, don-doc after it
	Asked, Received   int64  // schools that must send; of them with a good file
	Open              int64  // schools in List
	List              Table  // the annex
}
