package render

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"text/template"
	"time"

	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"

	"kdcl/aggregate/report"
)

// run is a text in one look, for templates/docx/document.xml.
type run struct {
	Text         string
	Half         int // size in half points
	Bold, Italic bool
}

type documentParagraph struct{ Style, Text string }

// Document writes bao-cao-tong-hop.docx: the body of the report, in the layout of
// the PDF, for the officials who edit the text before it is signed. Its parts are
// templates/docx/*, filled in; number, day and signer's name stay blank.
func Document(w io.Writer, press *Press, r report.Report, wording *Wording, templates fs.FS) error {
	paragraphs, err := wording.compose(r)
	if err != nil {
		return err
	}
	h := r.Letterhead
	const twips = 56.7 // a millimetre
	about := wording.Title + " năm học " + r.SchoolYear
	lines := func(s string, style fontstyle.Type, size, width float64) []run {
		var out []run
		for _, l := range press.balanced(s, style, size, width) {
			out = append(out, run{Text: l, Half: int(2 * size), Bold: style == fontstyle.Bold})
		}
		return out
	}
	// rule gives the indents that leave a rule of a length in the middle of a width.
	rule := func(under []run, share, width float64) int {
		longest := 0.0
		for _, l := range under {
			longest = max(longest, press.measure(l.Text, fontstyle.Bold, float64(l.Half)/2))
		}
		return int((width - longest*share) / 2 * twips)
	}
	issuer := lines(strings.ToUpper(h.Name), fontstyle.Bold, sizeIssuer, leftHalf-2)
	nationLines := []run{{Text: nation, Half: 2 * sizeNation, Bold: true}, {Text: motto, Half: 2 * sizeMotto, Bold: true}}
	aboutLines := lines(about, fontstyle.Bold, sizeTitle, 210-marginLeft-marginRight-6)
	place := strings.TrimSpace(h.Place)
	if place == "" {
		place = "…………"
	}
	data := struct {
		Title, Name, AsOf                string
		Superior, Issuer, Nation, About  []run
		IssuerRule, MottoRule, AboutRule int
		Number, Day, Kind                run
		To                               *run
		Paragraphs                       []documentParagraph
		Recipients, Signer               []run
	}{
		Title: about, Name: h.Name, AsOf: r.AsOf,
		Superior: lines(strings.ToUpper(h.Superior), fontstyle.Normal, sizeIssuer, leftHalf-2), Issuer: issuer, Nation: nationLines, About: aboutLines,
		IssuerRule: rule(issuer[len(issuer)-1:], ruleShare, leftHalf), MottoRule: rule(nationLines[1:], 1, rightHalf), AboutRule: rule(aboutLines, ruleShare, 210-marginLeft-marginRight),
		Number: run{Text: "Số:          /BC-" + h.Abbreviation, Half: 2 * sizeNumber}, Day: run{Text: place + ", ngày      tháng      năm 20…", Half: 2 * sizeNumber, Italic: true},
		Kind: run{Text: "BÁO CÁO", Half: 2 * sizeTitle, Bold: true},
	}
	if h.ReportTo != "" {
		data.To = &run{Text: "Kính gửi: " + h.ReportTo, Half: 2 * sizeBody}
	}
	for _, p := range paragraphs {
		style := "NoiDung"
		if p.Heading > 0 {
			style = fmt.Sprintf("Heading%d", min(p.Heading, 2))
		}
		data.Paragraphs = append(data.Paragraphs, documentParagraph{style, p.Text})
	}
	data.Recipients = []run{{Text: "Nơi nhận:", Half: 2 * sizeRecipients, Bold: true, Italic: true}}
	for _, s := range recipients(h) {
		data.Recipients = append(data.Recipients, run{Text: s, Half: 2 * sizeRecipient})
	}
	for _, s := range []string{h.SignerLead, h.SignerTitle} {
		if s != "" {
			data.Signer = append(data.Signer, run{Text: strings.ToUpper(s), Half: 2 * sizeSigner, Bold: true})
		}
	}
	at, err := time.Parse("2006-01-02T15:04:05", r.AsOf)
	if err != nil {
		return fmt.Errorf("report as of %q: %w", r.AsOf, err)
	}
	z := zip.NewWriter(w)
	for _, part := range [][2]string{
		{"[Content_Types].xml", "content-types.xml"}, {"_rels/.rels", "package-rels.xml"}, {"docProps/core.xml", "core.xml"}, {"word/document.xml", "document.xml"},
		{"word/_rels/document.xml.rels", "document-rels.xml"}, {"word/styles.xml", "styles.xml"}, {"word/settings.xml", "settings.xml"}, {"word/header1.xml", "header.xml"},
	} {
		name := "docx/" + part[1]
		src, err := fs.ReadFile(templates, name)
		if err != nil {
			return err
		}
		t, err := template.New(name).Funcs(template.FuncMap{"x": escapeXML}).Parse(string(src))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Deflate, Modified: at})
		if err != nil {
			return err
		}
		if err := t.Execute(out, data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return z.Close()
}

// recipients are the lines under "Nơi nhận:", ended as Nghị định 30 has it.
func recipients(h report.Letterhead) []string {
	var out []string
	for i, r := range h.Recipients {
		end := ";"
		if i == len(h.Recipients)-1 {
			end = "."
		}
		out = append(out, "- "+strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(r), "- "), ".; ")+end)
	}
	return out
}

func escapeXML(s string) (string, error) {
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}
