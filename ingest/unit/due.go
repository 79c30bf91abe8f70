package unit

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
)

const iso = "2006-01-02"

// occurrence is one time that a report is due. id and title tell it from the
// others of the same report: "-hk1", " (học kỳ I)"; empty when there is one.
type occurrence struct {
	id, title string
	due       form.Date
	raw       string // as unit.yaml says it
}

// dueFault is why a due date can't be read: what stands behind "không hiểu được",
// empty when there is no more to say, and the whole in English.
type dueFault struct{ vi, en string }

func (f *dueFault) Error() string { return f.en }

func faultOf(vi, en string, args ...any) error { return &dueFault{vi, fmt.Sprintf(en, args...)} }

var (
	everyTerm   = regexp.MustCompile(`\b(moi|tung|hang|cac|theo) (hoc ky|hoc ki|hk|ky|ki)\b`)
	everyMonth  = regexp.MustCompile(`\b(moi|tung|hang) thang\b`)
	oneTerm     = regexp.MustCompile(`\b(?:hoc ky|hoc ki|hk|ky|ki) ?(ii|i|1|2)\b`)
	schoolYear  = regexp.MustCompile(`\b(?:ket thuc|cuoi|het|tong ket) nam hoc\b`)
	vagueMonth  = regexp.MustCompile(`\b(dau|giua) (thang|quy|nam|hoc ky|hoc ki|hk|ky|moi)\b`)
	dayOfMonth  = regexp.MustCompile(`\bngay (\d{1,2})\b`)
	daysAround  = regexp.MustCompile(`\b(\d{1,3}) (ngay|tuan)\b`)
	afterWords  = regexp.MustCompile(`\bsau\b`)
	beforeWords = regexp.MustCompile(`\btruoc\b`)
)

// dueDays reads a due date in the words of an office's letter. Of a term it is
// the term's last day, "7 ngày sau khi kết thúc học kỳ I" counts on from it; of
// each term or month one time each. What names no day, "đầu tháng 3", is asked
// to name one. The rest is parse.DueDate's.
func dueDays(raw, year string, weeks []form.SchoolWeek, terms []form.Term) ([]occurrence, error) {
	key := text.Key(raw)
	if everyMonth.MatchString(key) {
		return monthly(raw, key, year, terms)
	}
	if vagueMonth.MatchString(key) {
		return nil, faultOf(": không nêu ngày nào", "%q names no day; write the day, for example trước ngày 10/3", raw)
	}
	var numbers []int
	switch m := oneTerm.FindStringSubmatch(key); {
	case everyTerm.MatchString(key):
		numbers = []int{1, 2}
	case m != nil && (m[1] == "i" || m[1] == "1"):
		numbers = []int{1}
	case m != nil, schoolYear.MatchString(key):
		numbers = []int{2}
	default:
		due, err := parse.DueDate(raw, year, weeks)
		if err != nil && len(weeks) == 0 && strings.Contains(key, "tuan") {
			err = &dueFault{": tính theo tuần thì cần lịch tuần, thêm weeks", err.Error()}
		}
		return []occurrence{{due: due}}, err
	}
	if oneTerm.MatchString(key) && len(oneTerm.FindAllString(key, -1)) > 1 {
		return nil, faultOf(": nêu hai học kỳ, viết mỗi học kỳ hoặc một danh sách hạn nộp", "%q names two terms; write mỗi học kỳ, or a list of due dates", raw)
	}
	shift := 0
	switch m := daysAround.FindStringSubmatch(key); {
	case m == nil && afterWords.MatchString(key):
		return nil, faultOf(": không nêu ngày nào, viết ví dụ 7 ngày sau khi kết thúc học kỳ I", "%q names no day; write for example 7 ngày sau khi kết thúc học kỳ I", raw)
	case m == nil:
	default:
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		if m[2] == "tuan" {
			n *= 7
		}
		switch {
		case afterWords.MatchString(key):
			shift = n
		case beforeWords.MatchString(key):
			shift = -n
		default:
			return nil, faultOf(": viết rõ trước hay sau khi kết thúc học kỳ", "%q: say %d days before (trước) or after (sau) the term ends", raw, n)
		}
	}
	var out []occurrence
	for _, n := range numbers {
		if n > len(terms) || terms[n-1].To == "" {
			return nil, faultOf(": lịch tuần chưa ghi ngày kết thúc học kỳ, thêm terms vào weeks", "%q: the calendar of %s does not say when term %d ends; add terms to weeks", raw, year, n)
		}
		end, err := time.Parse(iso, string(terms[n-1].To))
		if err != nil {
			return nil, err
		}
		o := occurrence{due: form.Date(end.AddDate(0, 0, shift).Format(iso))}
		if len(numbers) > 1 {
			o.id, o.title = fmt.Sprintf("-hk%d", n), fmt.Sprintf(" (học kỳ %s)", strings.Repeat("I", n))
		}
		out = append(out, o)
	}
	return out, nil
}

// monthly is a time each month from September to the end of the second term,
// May where no calendar tells: on the day that is named, else on the last one.
func monthly(raw, key, year string, terms []form.Term) ([]occurrence, error) {
	first, err := strconv.Atoi(year[:4])
	if err != nil {
		return nil, err
	}
	last := time.Date(first+1, time.May, 1, 0, 0, 0, 0, time.UTC)
	if len(terms) > 1 {
		if end, err := time.Parse(iso, string(terms[1].To)); err == nil {
			last = time.Date(end.Year(), end.Month(), 1, 0, 0, 0, 0, time.UTC)
		}
	}
	day := 31
	if m := dayOfMonth.FindStringSubmatch(key); m != nil {
		if day, err = strconv.Atoi(m[1]); err != nil || day < 1 || day > 31 {
			return nil, faultOf(": tháng không có ngày ấy", "%q: there is no day %s in a month", raw, m[1])
		}
	} else if vagueMonth.MatchString(key) {
		return nil, faultOf(": không nêu ngày nào, viết ví dụ ngày 25 hằng tháng", "%q names no day; write for example ngày 25 hằng tháng", raw)
	}
	var out []occurrence
	for at := time.Date(first, time.September, 1, 0, 0, 0, 0, time.UTC); !at.After(last); at = at.AddDate(0, 1, 0) {
		end := at.AddDate(0, 1, -1) // the 31st of a short month is its last day
		due := at.AddDate(0, 0, day-1)
		if due.After(end) {
			due = end
		}
		out = append(out, occurrence{id: "-" + at.Format("2006-01"), title: " (tháng " + at.Format("1/2006") + ")", due: form.Date(due.Format(iso))})
	}
	return out, nil
}

// ofYear reports whether a day may be one of a school year's reports: from July
// before it to December after it. Another is a year left over from an old file.
func ofYear(d form.Date, year string) bool {
	return string(d) >= year[:4]+"-07-01" && string(d) <= year[5:]+"-12-31"
}
