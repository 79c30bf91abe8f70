package rulebook

// document is a file templates/rulebooks/<id>.yaml as written. Keys are known
// one by one; free notes are kept as they are.
type document struct {
	Schema            string            `yaml:"schema"`
	ID                string            `yaml:"id"`
	Title             string            `yaml:"title"`
	Legal             legal             `yaml:"legal"`
	AppliesTo         []string          `yaml:"applies_to"`
	WordingAsOf       string            `yaml:"wording_as_of"`
	Scheme            string            `yaml:"scheme"`
	Verified          *bool             `yaml:"verified"`
	VerificationNote  string            `yaml:"verification_note"`
	Notes             []noteDoc         `yaml:"notes"`
	Sources           map[string]string `yaml:"sources"`
	Counts            counts            `yaml:"counts"`
	Standards         []standardDoc     `yaml:"standards"`
	ClauseNote        string            `yaml:"clause_note"`
	MandatoryCriteria []string          `yaml:"mandatory_criteria"`
	OtherCriteria     []string          `yaml:"other_criteria"`
	Criteria          []criterionDoc    `yaml:"criteria"`
	Level4            *level4Doc        `yaml:"level_4"`
	Rules             rulesDoc          `yaml:"rules"`
	Forms             formsDoc          `yaml:"forms"`
}

// noteDoc says in words what is unverified or unknown; {unverified} and
// {criteria} become the numbers of such titles and of criteria, {base} the
// rulebook that an overlay amends.
type noteDoc struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

type legal struct {
	Number                string   `yaml:"number"`
	FullTitle             string   `yaml:"full_title"`
	Issued                string   `yaml:"issued"`
	IssuedVerified        *bool    `yaml:"issued_verified"`
	EffectiveFrom         string   `yaml:"effective_from"`
	EffectiveFromVerified *bool    `yaml:"effective_from_verified"`
	EffectiveTo           string   `yaml:"effective_to_exclusive"`
	EffectiveToVerified   *bool    `yaml:"effective_to_verified"`
	EffectiveToNote       string   `yaml:"effective_to_note"`
	ReplacedBy            string   `yaml:"replaced_by"`
	Replaces              []string `yaml:"replaces"`
	Abolishes             []string `yaml:"abolishes"`
	Annex                 string   `yaml:"annex"`
	AmendedBy             []any    `yaml:"amended_by"`
	Guidance              []string `yaml:"guidance"`
	Verified              *bool    `yaml:"verified"`
	VerifiedFields        []string `yaml:"verified_fields"`
	ConsolidatedTexts     []any    `yaml:"consolidated_texts"`
	Source                []string `yaml:"source"`
}

type counts struct {
	Standards             int            `yaml:"standards"`
	Criteria              int            `yaml:"criteria"`
	CriteriaPerStandard   []int          `yaml:"criteria_per_standard"`
	CriteriaWithLevel     map[string]int `yaml:"criteria_with_level"`
	CriteriaWithoutLevel3 []string       `yaml:"criteria_without_level_3"`
	IndicatorsPerLevel    map[string]int `yaml:"indicators_per_level"`
	IndicatorsLevels12    int            `yaml:"indicators_levels_1_2"`
	IndicatorsTotal       int            `yaml:"indicators_total"`
	Indicators            int            `yaml:"indicators"`
	Level4Items           int            `yaml:"level4_items"`
	Levels                int            `yaml:"levels"`
	Mandatory             int            `yaml:"mandatory"`
	Others                int            `yaml:"others"`
	Verified              any            `yaml:"verified"`
	Checks                []string       `yaml:"checks"`
}

type standardDoc struct {
	Number        int            `yaml:"number"`
	Title         string         `yaml:"title"`
	TitleVerified *bool          `yaml:"title_verified"`
	Articles      map[string]int `yaml:"articles"`
	Verified      *bool          `yaml:"verified"`
	Source        []string       `yaml:"source"`
	Note          string         `yaml:"note"`
}

type criterionDoc struct {
	Code                string                    `yaml:"code"`
	Standard            int                       `yaml:"standard"`
	PrintedAs           string                    `yaml:"printed_as"`
	Title               string                    `yaml:"title"`
	TitleVerified       *bool                     `yaml:"title_verified"`
	TitlePartlyVerified *bool                     `yaml:"title_partly_verified"`
	TitleAlternatives   []string                  `yaml:"title_alternatives"`
	Mandatory           bool                      `yaml:"mandatory"`
	Verified            bool                      `yaml:"verified"`
	StructureVerified   *bool                     `yaml:"structure_verified"`
	Source              []string                  `yaml:"source"`
	HasLevels           []int                     `yaml:"has_levels"`
	Clause              map[string]string         `yaml:"clause"`
	Note                string                    `yaml:"note"`
	Thresholds          any                       `yaml:"thresholds"`
	Levels              map[string][]indicatorDoc `yaml:"levels"`
}

type indicatorDoc struct {
	Letter *string `yaml:"letter"`
	Gloss  *string `yaml:"gloss"`
	Note   string  `yaml:"note"`
}

type level4Doc struct {
	Article  string      `yaml:"article"`
	Count    int         `yaml:"count"`
	Rule     string      `yaml:"rule"`
	Verified bool        `yaml:"verified"`
	Source   []string    `yaml:"source"`
	Note     string      `yaml:"note"`
	Items    []level4Row `yaml:"items"`
}

type level4Row struct {
	Number int    `yaml:"number"`
	Code   string `yaml:"code"`
	Gloss  string `yaml:"gloss"`
	Note   string `yaml:"note"`
}

// rulesDoc: what counts is typed, what explains is kept.
type rulesDoc struct {
	Terms                    any                 `yaml:"terms"`
	Indicator                any                 `yaml:"indicator"`
	CriterionLevel           any                 `yaml:"criterion_level"`
	CriterionPass            any                 `yaml:"criterion_pass"`
	LevelMeaning             any                 `yaml:"level_meaning"`
	SchoolLevel              any                 `yaml:"school_level"`
	Quota                    *quotaDoc           `yaml:"quota"`
	NoteNotAllOrNothing      string              `yaml:"note_not_all_or_nothing"`
	Unassessed               any                 `yaml:"unassessed"`
	MultiLevelSchool         any                 `yaml:"multi_level_school"`
	QuantitativeData         any                 `yaml:"quantitative_data"`
	Council                  any                 `yaml:"council"`
	Cycle                    any                 `yaml:"cycle"`
	CQG                      any                 `yaml:"cqg"`
	CapDoKDCLGD              any                 `yaml:"cap_do_kdclgd"`
	OldCertificates          any                 `yaml:"old_certificates"`
	Denominators             string              `yaml:"denominators"`
	WhoDecides               any                 `yaml:"who_decides"`
	ValidityYears            any                 `yaml:"validity_years"`
	Renewal                  any                 `yaml:"renewal"`
	UpgradeWaitYears         any                 `yaml:"upgrade_wait_years"`
	PriorLevelRequired       any                 `yaml:"prior_level_required"`
	CQGWithoutCertificate    any                 `yaml:"cqg_without_certificate"`
	SelfAssessmentCouncilMin *valueDoc           `yaml:"self_assessment_council_min"`
	SelfAssessmentSteps      any                 `yaml:"self_assessment_steps"`
	MinimumOperation         any                 `yaml:"minimum_operation"`
	Percentage               any                 `yaml:"percentage"`
	CapDo                    map[string]capDoDoc `yaml:"cap_do"`
	Algorithm                []string            `yaml:"algorithm"`
	AlgorithmVerified        string              `yaml:"algorithm_verified"`
	MinCriteriaForPercent    map[string]int      `yaml:"min_criteria_for_percent"`
	ChuanQuocGia             any                 `yaml:"chuan_quoc_gia"`
	ConstraintFromResults    any                 `yaml:"constraint_from_results"`
	Warning                  string              `yaml:"warning"`
}

// quotaDoc is the quota of TT57/2026, khoản 3 Điều 5: how many of the criteria
// that are not mandatory must attain the level.
type quotaDoc struct {
	OthersMin int      `yaml:"others_min"`
	Article   string   `yaml:"article"`
	Verified  bool     `yaml:"verified"`
	Source    []string `yaml:"source"`
}

type valueDoc struct {
	Value    int      `yaml:"value"`
	Odd      bool     `yaml:"odd"`
	Article  string   `yaml:"article"`
	Rule     string   `yaml:"rule"`
	Verified bool     `yaml:"verified"`
	Source   []string `yaml:"source"`
}

type capDoDoc struct {
	MinPercent               int              `yaml:"min_percent"`
	UpperBandNote            string           `yaml:"upper_band_note"`
	CriticalCriteria         map[string][]int `yaml:"critical_criteria"`
	CriticalCriteriaVerified *bool            `yaml:"critical_criteria_verified"`
	Verified                 bool             `yaml:"verified"`
	Note                     string           `yaml:"note"`
	Source                   []string         `yaml:"source"`
}

type formsDoc struct {
	EvidenceCode         evidenceCodeDoc `yaml:"evidence_code"`
	SummaryTableColumns  []string        `yaml:"summary_table_columns"`
	SummaryTableNote     string          `yaml:"summary_table_note"`
	SummaryTable         any             `yaml:"summary_table"`
	Bieu1                string          `yaml:"bieu_1"`
	IndicatorWord        string          `yaml:"indicator_word"`
	TotalsLines          any             `yaml:"totals_lines"`
	NonexistentLevelMark any             `yaml:"nonexistent_level_mark"`
	Verified             *bool           `yaml:"verified"`
	Source               []string        `yaml:"source"`
}

type evidenceCodeDoc struct {
	Pattern  string   `yaml:"pattern"`
	Example  string   `yaml:"example"`
	Meaning  string   `yaml:"meaning"`
	Verified bool     `yaml:"verified"`
	Source   []string `yaml:"source"`
}

// amendments is templates/rulebooks/amendments-2024.yaml: overlays on three
// rulebooks. Free notes are kept as they are.
type amendments struct {
	Schema              string                  `yaml:"schema"`
	ID                  string                  `yaml:"id"`
	Legal               legal                   `yaml:"legal"`
	VerificationNote    string                  `yaml:"verification_note"`
	Notes               []noteDoc               `yaml:"notes"`
	Sources             map[string]string       `yaml:"sources"`
	Structure           any                     `yaml:"structure_of_the_circular"`
	EffectiveCatalogues map[string]effectiveDoc `yaml:"effective_catalogues"`
	AllKinds            struct {
		Standard3 standard3Doc `yaml:"standard_3_rewritten"`
		Evidence  any          `yaml:"evidence"`
		Related   any          `yaml:"related"`
	} `yaml:"all_kinds"`
	MN               amendDoc `yaml:"mn"`
	TH               amendDoc `yaml:"th"`
	THCSTHPT         amendDoc `yaml:"thcs_thpt"`
	RecognitionRules any      `yaml:"recognition_rules_2024"`
	Transition       any      `yaml:"transition"`
	NewerRules       any      `yaml:"newer_rules"`
	Selection        any      `yaml:"rulebook_selection"`
}

type effectiveDoc struct {
	ID                  string   `yaml:"id"`
	Base                string   `yaml:"base"`
	Criteria            int      `yaml:"criteria"`
	CriteriaPerStandard []int    `yaml:"criteria_per_standard"`
	Confidence          string   `yaml:"confidence"`
	Source              []string `yaml:"source"`
}

type standard3Doc struct {
	Verified         bool     `yaml:"verified"`
	Confidence       string   `yaml:"confidence"`
	Source           []string `yaml:"source"`
	ReplacesCriteria []string `yaml:"replaces_criteria"`
	Criteria         []struct {
		Code          string `yaml:"code"`
		Title         string `yaml:"title"`
		LevelsPresent []int  `yaml:"levels_present"`
	} `yaml:"criteria"`
	Content       string `yaml:"content"`
	LevelsNote    string `yaml:"levels_note"`
	Contradiction string `yaml:"contradiction"`
}

type amendDoc struct {
	Amends  string      `yaml:"amends"`
	Notes   []noteDoc   `yaml:"notes"`
	Changes []changeDoc `yaml:"changes"`
	Level4  *struct {
		Count    int      `yaml:"count"`
		Note     string   `yaml:"note"`
		Verified bool     `yaml:"verified"`
		Source   []string `yaml:"source"`
	} `yaml:"level_4"`
}

// changeDoc is one change to a criterion; Code is "3.1-3.6" or "other" where
// the change names no single one.
type changeDoc struct {
	Code       string   `yaml:"code"`
	Levels     []int    `yaml:"levels"`
	Indicator  string   `yaml:"indicator"`
	Repealed   bool     `yaml:"repealed"` // the indicator is gone from the levels
	Clause     string   `yaml:"clause"`
	What       string   `yaml:"what"`
	Verified   bool     `yaml:"verified"`
	Source     []string `yaml:"source"`
	Thresholds any      `yaml:"thresholds_percent"`
}
