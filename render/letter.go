package render

import (
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"

	"kdcl/aggregate/report"
)

// LetterWording is templates/letter/letter.yaml: the words of reminders and of
// the mails that carry them.
type LetterWording struct {
	Schema string          `yaml:"schema"`
	To     string          `yaml:"to"`
	Symbol string          `yaml:"symbol"`
	Tones  map[string]tone `yaml:"tones"`
	List   string          `yaml:"list"`
	Draft  struct {
		Subject     string `yaml:"subject"`
		Greeting    string `yaml:"greeting"`
		Opening     string `yaml:"opening"`
		Line        string `yaml:"line"`
		Corrections string `yaml:"corrections"`
		Closing     string `yaml:"closing"`
		Signature   string `yaml:"signature"`
	} `yaml:"mail"`
}

type tone struct {
	About      string   `yaml:"about"`
	Paragraphs []string `yaml:"paragraphs"`
}

// LoadLetterWording reads letter/letter.yaml strictly.
func LoadLetterWording(fsys fs.FS) (*LetterWording, error) {
	const name = "letter/letter.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	w := &LetterWording{}
	if err := yaml.UnmarshalWithOptions(data, w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, t := range []string{"nhac", "don-doc", "phe-binh"} {
		if len(w.Tones[t].Paragraphs) == 0 {
			return nil, fmt.Errorf("%s: tones: %s has no paragraphs", name, t)
		}
	}
	return w, nil
}

// letterNames are what a letter and its mail may name, beside what is the same in
// every letter of a report.
var letterNames = []string{"title", "Title", "due", "received", "asked", "open", "school", "state"}

func (w *LetterWording) fill(text string, r report.Report, values map[string]string) (string, error) {
	return fillLetter("letter/letter.yaml", text, r, letterNames, values)
}

// fillLetter fills a text of a file in with what is the same in every letter of a
// report and with the values given, each of which names lists.
func fillLetter(file, text string, r report.Report, names []string, values map[string]string) (string, error) {
	funcs := template.FuncMap{
		"year": func() string { return r.SchoolYear }, "name": func() string { return r.Letterhead.Name }, "abbreviation": func() string { return r.Letterhead.Abbreviation },
		"asof":  func() string { return moment(r.AsOf) },
		"upper": strings.ToUpper,
		"office": func(key, otherwise string) string {
			if own := strings.TrimSpace(r.Wording[key]); own != "" {
				return own
			}
			return otherwise
		},
	}
	for _, name := range names {
		funcs[name] = func() (string, error) {
			v, ok := values[name]
			if !ok {
				return "", fmt.Errorf("{{%s}} is not known here", name)
			}
			return v, nil
		}
	}
	t, err := template.New(file).Funcs(funcs).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return strings.TrimSpace(b.String()), err
}

func letterValues(l report.Letter) map[string]string {
	return map[string]string{"title": lowerFirst(l.Title), "Title": l.Title, "due": dayOf(l.Due), "received": dots(l.Received), "asked": dots(l.Asked), "open": dots(l.Open)}
}

// Letters draws reminders, each with its list of schools, and gives a file a
// letter. Number, day, signature and the new day by which to answer are the
// office's to give.
func Letters(press *Press, r report.Report, letters []report.Letter, wording *LetterWording) ([][]byte, error) {
	documents := make([]document, len(letters))
	for i, l := range letters {
		var err error
		if documents[i], err = layLetter(press, r, l, wording); err != nil {
			return nil, fmt.Errorf("%s: %w", l.Obligation, err)
		}
	}
	return bind(press, documents...)
}

func layLetter(press *Press, r report.Report, l report.Letter, wording *LetterWording) (document, error) {
	created, err := time.Parse("2006-01-02T15:04:05", r.AsOf)
	if err != nil {
		return document{}, fmt.Errorf("report as of %q: %w", r.AsOf, err)
	}
	t, ok := wording.Tones[l.Tone]
	if !ok {
		return document{}, fmt.Errorf("letter/letter.yaml: there is no tone %q", l.Tone)
	}
	values := letterValues(l)
	texts := append([]string{t.About, wording.Symbol, wording.To, wording.List}, t.Paragraphs...)
	for i := range texts {
		if texts[i], err = wording.fill(texts[i], r, values); err != nil {
			return document{}, fmt.Errorf("letter/letter.yaml: %w", err)
		}
	}
	subject, symbol, to, list, body := texts[0], texts[1], texts[2], texts[3], texts[4:]
	p := newPaper(press, false)
	p.begin()
	p.mark(subject, 0)
	p.letterhead(r.Letterhead, symbol, subject)
	p.gap(6)
	p.balanced("Kính gửi: "+to, sizeBody, fontstyle.Normal)
	p.gap(3)
	for _, text := range body {
		p.paragraph(text, sizeBody, firstLine, fontstyle.Normal)
	}
	p.signature(r.Letterhead)
	annex := newPaper(press, true)
	annex.begin()
	annex.mark(list, 0)
	annex.line("Phụ lục", sizeAnnex, fontstyle.Bold, align.Center)
	annex.balanced(list, sizeAnnexTitle, fontstyle.Bold)
	annex.balanced("(Kèm theo Công văn số ……/"+symbol+" ngày …… tháng …… năm 20… của "+r.Letterhead.Name+"; số liệu tính đến "+moment(r.AsOf)+")", sizeAnnexTitle, fontstyle.Italic)
	annex.gap(2)
	annex.table(l.List)
	return document{papers: []*paper{p, annex}, title: subject, author: r.Letterhead.Name, created: created}, nil
}

// Mail gives the subject and the text of the mail that one school gets: a line an
// obligation, in the letters' order.
func (w *LetterWording) Mail(r report.Report, school string, letters []report.Letter, states []string, corrections bool) (subject, text string, err error) {
	own := map[string]string{"school": school}
	var lines []string
	add := func(s string, values map[string]string) {
		if err != nil {
			return
		}
		if s, err = w.fill(s, r, values); err == nil && s != "" {
			lines = append(lines, s)
		}
	}
	if subject, err = w.fill(w.Draft.Subject, r, own); err != nil {
		return "", "", fmt.Errorf("letter/letter.yaml: mail: %w", err)
	}
	add(w.Draft.Greeting, own)
	lines = append(lines, "")
	add(w.Draft.Opening, own)
	for i, l := range letters {
		values := letterValues(l)
		values["state"], values["school"] = states[i], school
		add(w.Draft.Line, values)
	}
	lines = append(lines, "")
	if corrections {
		add(w.Draft.Corrections, own)
	}
	add(w.Draft.Closing, own)
	lines = append(lines, "")
	add(w.Draft.Signature, own)
	if err != nil {
		return "", "", fmt.Errorf("letter/letter.yaml: mail: %w", err)
	}
	return subject, strings.Join(lines, "\r\n") + "\r\n", nil
}

// moment prints an ISO moment: "06 giờ 00 ngày 21/06/2027".
func moment(iso string) string {
	return iso[11:13] + " giờ " + iso[14:16] + " ngày " + dayOf(iso)
}
