package readback

import (
	"fmt"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Reader reads PDFs, one at a time; safe for concurrent use.
type Reader struct {
	mu       sync.Mutex
	pool     pdfium.Pool
	instance pdfium.Pdfium
}

// Open starts the engine. The compiled engine is kept in the user's cache
// folder: the first start takes seconds, later ones do not.
func Open() (*Reader, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "kdcl-readback"))
	if err != nil {
		return nil, err
	}
	// PDFium's module needs exception handling, which the runtime's default leaves out.
	config := wazero.NewRuntimeConfig().WithCompilationCache(cache).WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config})
	if err != nil {
		return nil, err
	}
	instance, err := pool.GetInstance(time.Minute)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return &Reader{pool: pool, instance: instance}, nil
}

// Close stops the engine.
func (r *Reader) Close() error { return r.pool.Close() }

// Line is a run of text in one font on the paper, measured in millimetres from
// the top left corner of the page.
type Line struct {
	Text                     string
	Left, Top, Right, Bottom float64
	FontPoints               float64 // size of the letters
	Font                     string  // name as the PDF has it
	Bold                     bool
}

// Page is one page.
type Page struct {
	Width, Height float64 // millimetres
	Text          string  // as copied, line ends as \n
	Lines         []Line
}

// Words is the text of all pages with white space folded: what a search finds.
func Words(pages []Page) string {
	var b strings.Builder
	for _, p := range pages {
		b.WriteString(p.Text)
		b.WriteByte('\n')
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Pages reads every page with its text; with lines, where each stands too.
func (r *Reader) Pages(pdf []byte, lines bool) ([]Page, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var pages []Page
	err := r.each(pdf, func(page requests.Page) error {
		size, err := r.instance.GetPageSize(&requests.GetPageSize{Page: page})
		if err != nil {
			return err
		}
		text, err := r.instance.GetPageText(&requests.GetPageText{Page: page})
		if err != nil {
			return err
		}
		p := Page{Width: size.Width * mm, Height: size.Height * mm, Text: strings.ReplaceAll(text.Text, "\r\n", "\n")}
		if lines {
			s, err := r.instance.GetPageTextStructured(&requests.GetPageTextStructured{Page: page,
				Mode: requests.GetPageTextStructuredModeRects, CollectFontInformation: true})
			if err != nil {
				return err
			}
			for _, rect := range s.Rects {
				l := Line{Text: rect.Text, Left: rect.PointPosition.Left * mm, Right: rect.PointPosition.Right * mm,
					Top: p.Height - rect.PointPosition.Top*mm, Bottom: p.Height - rect.PointPosition.Bottom*mm}
				if f := rect.FontInformation; f != nil {
					l.FontPoints, l.Font, l.Bold = f.Size, f.Name, f.Weight >= 600 || strings.Contains(f.Name, "Bold")
				}
				p.Lines = append(p.Lines, l)
			}
		}
		pages = append(pages, p)
		return nil
	})
	return pages, err
}

// Picture draws one page, counted from 0.
func (r *Reader) Picture(pdf []byte, page, dpi int) (*image.RGBA, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	doc, err := r.instance.OpenDocument(&requests.OpenDocument{File: &pdf})
	if err != nil {
		return nil, err
	}
	defer r.close(doc.Document)
	drawn, err := r.instance.RenderPageInDPI(&requests.RenderPageInDPI{DPI: dpi, Page: byIndex(doc.Document, page)})
	if err != nil {
		return nil, err
	}
	defer drawn.Cleanup()
	own := image.NewRGBA(drawn.Result.RenderedImage.Bounds()) // the engine's memory is given back
	draw.Draw(own, own.Bounds(), drawn.Result.RenderedImage, own.Bounds().Min, draw.Src)
	return own, nil
}

const mm = 25.4 / 72 // millimetres a point

func byIndex(doc references.FPDF_DOCUMENT, i int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}
}

func (r *Reader) close(doc references.FPDF_DOCUMENT) {
	_, _ = r.instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc})
}

func (r *Reader) each(pdf []byte, do func(requests.Page) error) error {
	doc, err := r.instance.OpenDocument(&requests.OpenDocument{File: &pdf})
	if err != nil {
		return err
	}
	defer r.close(doc.Document)
	count, err := r.instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return err
	}
	for i := range count.PageCount {
		if err := do(byIndex(doc.Document, i)); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return nil
}
