package render

import (
	"fmt"
	"strings"
	"time"

	"kdcl/aggregate/report"
)

// bar is one rectangle of a chart of the page, in its own units.
type bar struct {
	X, Y, W, H     float64
	Title          string
	Label          string
	LabelX, LabelY float64
	Key, Kind      string // what its link asks of the schools
	Pattern        string
}

// weeksChart is the running total of schools, week by week, against the due day.
type weeksChart struct {
	Title, Due, Words  string
	Asked              int64
	AskedY, AskedTextY float64
	DueX               float64
	Bars               []bar
}

// drawWeeks gives nil when nothing came.
func drawWeeks(w report.Weeks) *weeksChart {
	if len(w.Weeks) == 0 || w.Asked == 0 {
		return nil
	}
	const left, right, base, top = 40.0, 470.0, 200.0, 30.0
	height := func(n int64) float64 { return (base - top) * float64(n) / float64(w.Asked) }
	step := (right - left) / float64(len(w.Weeks))
	c := &weeksChart{Title: w.Title, Due: w.Due, Asked: w.Asked, AskedY: base - height(w.Asked), AskedTextY: base - height(w.Asked) - 4}
	var words []string
	for i, week := range w.Weeks {
		b := bar{X: left + float64(i)*step + step*.1, Y: base - height(week.SoFar), W: step * .8, H: height(week.SoFar), Key: week.Monday,
			Title: fmt.Sprintf("Tuần từ %s: thêm %d, cộng dồn %d/%d", dayOf(week.Monday), week.N, week.SoFar, w.Asked)}
		if every := (len(w.Weeks) + 7) / 8; i%every == 0 {
			b.Label = dayOf(week.Monday)[:5]
		}
		words = append(words, b.Title)
		c.Bars = append(c.Bars, b)
	}
	c.Words = strings.Join(words, "; ")
	first, err1 := time.Parse("2006-01-02", w.Weeks[0].Monday)
	due, err2 := time.Parse("2006-01-02", w.Due)
	if err1 == nil && err2 == nil {
		// The due day counts whole: the line stands at its end.
		c.DueX = min(max(left+step*(due.Sub(first).Hours()/24+1)/7, left), right)
	}
	return c
}

// levelsChart is a bar a kind of school, in parts of equal meaning everywhere.
type levelsChart struct {
	Height   float64
	Patterns []pattern
	Rows     []levelRow
	Legend   []bar
}

// pattern is told by its stripes too: a copy in black and white stays readable.
type pattern struct {
	ID, Ground   string
	Turn, Stripe int
}

type levelRow struct {
	Label string
	TextY float64
	Parts []bar
}

func drawLevels(levels []report.LevelBar) *levelsChart {
	if len(levels) == 0 {
		return nil
	}
	steps := []struct {
		level int64
		key   string
		name  string
		look  pattern
	}{
		{0, "0", "chưa đạt Mức 1", pattern{"p0", "#d9534f", 45, 3}}, {1, "1", "Mức 1", pattern{"p1", "#f2c9a1", 0, 1}}, {2, "2", "Mức 2", pattern{"p2", "#b7d8b0", 90, 1}},
		{3, "3", "Mức 3", pattern{"p3", "#6aa876", 135, 2}}, {4, "4", "Mức 4", pattern{"p4", "#2f6f3e", 0, 0}}, {-1, "-", "chưa xác định", pattern{"px", "#fff", 45, 1}},
	}
	c := &levelsChart{}
	most := int64(1)
	for _, l := range levels {
		most = max(most, l.Total)
	}
	const left, width = 165.0, 310.0
	for _, s := range steps {
		c.Patterns = append(c.Patterns, s.look)
	}
	used := map[int64]bool{}
	for i, l := range levels {
		y := 6 + 24*float64(i)
		row := levelRow{Label: fmt.Sprintf("%s (quy định %s)", shortKind(l.Kind), l.Family), TextY: y + 13}
		x := left
		for _, s := range steps {
			n := l.Counts[s.level]
			if n == 0 {
				continue
			}
			used[s.level] = true
			w := width * float64(n) / float64(most)
			row.Parts = append(row.Parts, bar{X: x, Y: y, W: w, Title: fmt.Sprintf("%s, quy định %s, %s: %d trường", l.Kind, l.Family, s.name, n),
				Label: fmt.Sprint(n), LabelX: x + w/2, LabelY: y + 12, Key: s.key, Kind: l.Kind, Pattern: s.look.ID})
			x += w
		}
		c.Rows = append(c.Rows, row)
	}
	y, x := 6+24*float64(len(levels))+8, 0.0
	for _, s := range steps {
		if !used[s.level] {
			continue
		}
		w := 26 + 6.6*float64(len([]rune(s.name)))
		if x+w > 475 {
			x, y = 0, y+20
		}
		c.Legend = append(c.Legend, bar{X: x, Y: y, Pattern: s.look.ID, Label: s.name, LabelX: x + 19, LabelY: y + 11})
		x += w
	}
	c.Height = y + 20
	return c
}

func shortKind(kind string) string {
	return strings.NewReplacer("Trung học cơ sở", "THCS", "Trung học phổ thông", "THPT", "Giáo dục thường xuyên", "GDTX").Replace(kind)
}
