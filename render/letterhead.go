package render

import (
	"strings"

	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"

	"kdcl/aggregate/report"
)

// Sizes of Nghị định 30/2020/NĐ-CP, Phụ lục I, in points (LAYOUT §2).
const (
	sizeNation, sizeMotto = 12.0, 13.0
	sizeIssuer            = 12.0
	sizeNumber            = 13.0
	sizeAbout             = 12.0 // V/v …
	sizeTitle             = 14.0
	sizeBody              = 14.0
	sizeSigner            = 14.0
	sizeRecipients        = 12.0 // "Nơi nhận:", bold italic
	sizeRecipient         = 11.0
	sizeAnnex             = 14.0
	sizeAnnexTitle        = 13.0
	firstLine             = 12.7 // millimetres, 1.27 cm

	leftHalf, rightHalf = 72.0, 93.0 // of the letterhead, millimetres
	ruleThickness       = 0.25
	ruleShare           = 0.4 // of the text above, between a third and a half
)

const (
	nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto  = "Độc lập - Tự do - Hạnh phúc"
)

// letterhead draws boxes 1 to 4: number and day are left blank, they are the
// office's to give. symbol stands behind the number ("BC-PVHXH"); about is what a
// letter without a title of its own says under it (box 5b), else empty.
func (p *paper) letterhead(h report.Letterhead, symbol, about string) {
	const spacing = 1.2
	type text struct {
		s     string
		size  float64
		style fontstyle.Type
	}
	var lefts []text
	for _, s := range p.press.balanced(strings.ToUpper(h.Superior), fontstyle.Normal, sizeIssuer, leftHalf-2) {
		lefts = append(lefts, text{s, sizeIssuer, fontstyle.Normal})
	}
	issuer := p.press.balanced(strings.ToUpper(h.Name), fontstyle.Bold, sizeIssuer, leftHalf-2)
	for _, s := range issuer {
		lefts = append(lefts, text{s, sizeIssuer, fontstyle.Bold})
	}
	rights := []text{{nation, sizeNation, fontstyle.Bold}, {motto, sizeMotto, fontstyle.Bold}}
	// Both halves end where the longer one does; the two lines of the nation stand close.
	column := func(texts []text, x, width, share float64) float64 {
		y, w := p.y, 0.0
		for _, t := range texts {
			p.within(t.s, x, width, y+baselineIn(t.size, spacing), t.size, t.style, align.Center)
			y += lineHeight(t.size, spacing)
			w = p.press.measure(t.s, t.style, t.size)
		}
		y += 0.8
		p.rule(x+(width-w*share)/2, y, x+(width+w*share)/2, y, ruleThickness)
		return y
	}
	bottom := max(column(lefts, p.left, leftHalf, ruleShare), column(rights, p.left+leftHalf, rightHalf, 1))
	p.y = bottom + 2.5
	place := strings.TrimSpace(h.Place)
	if place == "" {
		place = "…………"
	}
	baseline := p.y + baselineIn(sizeNumber, spacing)
	p.within(p.press.printable("Số:          /"+symbol, fontstyle.Normal), p.left, leftHalf, baseline, sizeNumber, fontstyle.Normal, align.Center)
	p.within(p.press.printable(place+", ngày      tháng      năm 20…", fontstyle.Italic), p.left+leftHalf, rightHalf, baseline, sizeNumber, fontstyle.Italic, align.Center)
	p.y += lineHeight(sizeNumber, spacing)
	if about == "" {
		return
	}
	p.gap(2.1) // 6 pt
	for _, l := range p.press.balanced(about, fontstyle.Normal, sizeAbout, leftHalf-4) {
		p.within(l, p.left, leftHalf, p.y+baselineIn(sizeAbout, spacing), sizeAbout, fontstyle.Normal, align.Center)
		p.y += lineHeight(sizeAbout, spacing)
	}
}

// title draws the kind of the document and what it is about, a rule under it.
func (p *paper) title(kind, about string) {
	p.gap(6)
	p.within(kind, p.left, p.textWidth(), p.y+baselineIn(sizeTitle, leading), sizeTitle, fontstyle.Bold, align.Center)
	p.y += lineHeight(sizeTitle, leading)
	longest := p.balanced(about, sizeTitle, fontstyle.Bold)
	p.gap(1.2)
	middle := p.left + p.textWidth()/2
	p.rule(middle-longest*ruleShare/2, p.y, middle+longest*ruleShare/2, p.y, ruleThickness)
	p.gap(4)
}

// balanced centres a text over lines of about the same length, and gives the
// length of the longest.
func (p *paper) balanced(s string, size float64, style fontstyle.Type) float64 {
	longest := 0.0
	for _, l := range p.press.balanced(s, style, size, p.textWidth()-6) {
		p.keep(lineHeight(size, leading))
		p.within(l, p.left, p.textWidth(), p.y+baselineIn(size, leading), size, style, align.Center)
		p.y += lineHeight(size, leading)
		longest = max(longest, p.press.measure(l, style, size))
	}
	return longest
}

// balanced breaks a text into as few lines as fit, as even as can be.
func (f *Press) balanced(s string, style fontstyle.Type, size, width float64) []string {
	best := f.lines(s, style, size, width, 0)
	for w := width - 2; w > width/3; w -= 2 {
		next := f.lines(s, style, size, w, 0)
		if len(next) > len(best) {
			break
		}
		best = next
	}
	return best
}

// signature draws the recipients and the signer's office; name, signature and
// seal are never invented. The block stands on one page.
func (p *paper) signature(h report.Letterhead) {
	to, signer, tall := p.signatures(h)
	p.keep(tall + signatureGap)
	p.gap(signatureGap)
	column := func(texts []sizedText, x float64, a align.Type) {
		y := p.y
		for _, t := range texts {
			p.within(t.s, x, p.textWidth()/2, y+baselineIn(t.size, signatureLeading), t.size, t.style, a)
			y += lineHeight(t.size, signatureLeading)
		}
	}
	column(to, p.left, align.Left)
	column(signer, p.left+p.textWidth()/2, align.Center)
	p.y += tall
}

const (
	signatureLeading = 1.25
	signatureGap     = 4.0  // mm above the block
	roomToSign       = 25.0 // mm
)

type sizedText struct {
	s     string
	size  float64
	style fontstyle.Type
}

// signatures is what stands in the two columns of the signature block, and its
// height in mm.
func (p *paper) signatures(h report.Letterhead) (to, signer []sizedText, tall float64) {
	half := p.textWidth() / 2
	to = []sizedText{{"Nơi nhận:", sizeRecipients, fontstyle.BoldItalic}}
	for _, r := range recipients(h) {
		for _, l := range p.press.lines(r, fontstyle.Normal, sizeRecipient, half-4, 0) {
			to = append(to, sizedText{l, sizeRecipient, fontstyle.Normal})
		}
	}
	for _, s := range []string{h.SignerLead, h.SignerTitle} {
		for _, l := range p.press.lines(s, fontstyle.Bold, sizeSigner, half-2, 0) {
			if l != "" {
				signer = append(signer, sizedText{strings.ToUpper(l), sizeSigner, fontstyle.Bold})
			}
		}
	}
	height := func(texts []sizedText) float64 {
		sum := 0.0
		for _, t := range texts {
			sum += lineHeight(t.size, signatureLeading)
		}
		return sum
	}
	return to, signer, max(height(to), height(signer)+roomToSign)
}

// keepWithSignature breaks the page where the text that follows and the
// signature block do not both fit: a signature never stands on a page alone.
func (p *paper) keepWithSignature(text string, h report.Letterhead) {
	_, _, tall := p.signatures(h)
	lines := p.press.lines(text, fontstyle.Normal, sizeBody, p.textWidth(), firstLine)
	p.keep(lineHeight(sizeBody, leading)*float64(len(lines)+1) + signatureGap + tall)
}
