package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser opens real Chromium. Where it is not installed the test is skipped,
// and says so; CI installs it and never skips.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("CI must install chromium: the page is tested in a real browser")
		}
		t.Skip("chromium is not installed: index.html was not tried in a browser (Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true), chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	// The first call starts the browser and gives it its life; what follows may not hang.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, late := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(late)
	return ctx
}

// What an officer does with index.html, in a real browser: search without
// accents, follow a figure to its rows, sort, use the keyboard, look on a phone.
func TestPageInBrowser(t *testing.T) {
	t.Parallel()
	unit, err := ranSample()
	if err != nil {
		t.Fatal(err)
	}
	page := "file://" + filepath.Join(unit, "out", "2026-2027", "index.html")
	ctx := browser(t)

	var requests, complaints []string
	err = chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			requests = append(requests, e.Request.URL)
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	do := func(what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	ask := func(script string) any {
		t.Helper()
		answer, err := chromedp.Run(ctx, chromedp.Evaluate[any](script, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", script, err)
		}
		return answer
	}
	media := func(params emulation.SetEmulatedMediaParams) {
		t.Helper()
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, params); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what, script string, answer any) {
		t.Helper()
		if got := ask(script); got != answer {
			t.Errorf("%s: %v, want %v", what, got, answer)
		}
	}
	const shown = `[...document.querySelectorAll("#truong tbody tr")].filter(r => !r.hidden).map(r => r.cells[0].textContent).join(", ")`
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	do("open", chromedp.Navigate(page), chromedp.WaitReady(chromedp.CSS("#truong")))

	want("every school", `document.querySelectorAll("#truong tbody tr").length`, 24.0)
	do("search", chromedp.SendKeys(chromedp.CSS(`input[data-for="truong"]`), "hoa mi"))
	want("search without accents", shown, "Mầm non Họa Mi 2")
	want("the count is said", `document.getElementById("truong-said").textContent`, "1/24 dòng")
	ask(`filters.truong({})`)
	do("search", chromedp.SendKeys(chromedp.CSS(`input[data-for="truong"]`), "DONG SON thcs"))
	want("words in any order, đ as d", shown, "THCS Đông Sơn")

	// The figure says 3/23: its link shows those three.
	const settled = `new Promise(done => requestAnimationFrame(() => setTimeout(done, 50, true)))` // a click's hashchange comes later
	do("card", chromedp.Click(chromedp.CSS(`a[href="#truong?ket=no"]`)))
	ask(settled)
	want("owing schools", `[...document.querySelectorAll("#truong tbody tr")].filter(r => !r.hidden).length`, 3.0)
	do("card", chromedp.Click(chromedp.CSS(`a[href="#truong?ket=muon"]`)))
	ask(settled)
	want("late schools", `[...document.querySelectorAll("#truong tbody tr")].filter(r => !r.hidden).length`, 3.0)
	// So does every part of the chart of levels, and the weak criteria.
	want("a chart's part shows as many schools as it says", `(() => {
  const wrong = [];
  for (const a of document.querySelectorAll('svg a[href*="muc="]')) {
    location.hash = ""; location.hash = a.getAttribute("href"); follow();
    const kind = new URLSearchParams(a.getAttribute("href").split("?")[1]);
    const parts = [...document.querySelectorAll('svg a')].filter(b => b.getAttribute("href") === a.getAttribute("href"));
    const says = parts.reduce((n, b) => n + Number(b.querySelector("title").textContent.match(/(\d+) trường/)[1]), 0);
    const rows = [...document.querySelectorAll("#truong tbody tr")].filter(r => !r.hidden).length;
    if (says !== rows) wrong.push(a.getAttribute("href") + " says " + says + ", shows " + rows);
  }
  return wrong.join("; ");
})()`, "")
	want("a weak criterion's figure shows its schools", `(() => {
  const a = document.querySelector('#tieu-chi a'); location.hash = a.getAttribute("href"); follow();
  const id = a.getAttribute("href").slice(1).split("?")[0];
  return [...document.querySelectorAll("#" + id + " tbody tr")].filter(r => !r.hidden).length === Number(a.textContent.split("/")[0]);
})()`, true)
	want("a school's findings", `(() => { const a = document.querySelector('#truong a[href^="#can-sua?truong="]'); location.hash = a.getAttribute("href"); follow();
  return [...document.querySelectorAll("#can-sua tbody tr")].filter(r => !r.hidden).every(r => r.dataset.truong === a.getAttribute("href").split("=")[1]); })()`, true)

	// Sorting by a head's button, from the keyboard; Vietnamese order.
	ask(`filters.truong({})`)
	do("sort", chromedp.Focus(chromedp.CSS("#truong thead button")), chromedp.KeyEvent(kb.Enter))
	want("sorted", `document.querySelector("#truong thead th").ariaSort`, "ascending")
	want("first in Vietnamese order", `document.querySelector("#truong tbody tr").cells[0].textContent`, "Mầm non 23/11")
	do("sort again", chromedp.KeyEvent(kb.Enter))
	want("turned round", `document.querySelector("#truong thead th").ariaSort`, "descending")

	// For those who listen or type: named regions, heads, labels, a way past the top.
	want("every control has a label", `[...document.querySelectorAll("input, select")].every(c => c.labels.length === 1)`, true)
	want("every picture has a title", `[...document.querySelectorAll("svg")].every(s => s.querySelector("title"))`, true)
	want("every table has column heads", `[...document.querySelectorAll("table")].every(t => t.querySelector("thead th[scope=col]"))`, true)
	want("no id twice", `(() => { const ids = [...document.querySelectorAll("[id]")].map(e => e.id); return ids.length === new Set(ids).size; })()`, true)
	want("every link leads somewhere", `[...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(decodeURIComponent(a.getAttribute("href")).slice(1).split("?")[0])).map(a => a.getAttribute("href")).join(" ")`, "")
	do("tab", chromedp.Navigate(page), chromedp.WaitReady(chromedp.CSS("#truong")), chromedp.KeyEvent(kb.Tab))
	want("the first stop skips the top", `document.activeElement.className`, "skip")

	// A phone: nothing wider than the screen but what scrolls on its own.
	do("phone", chromedp.EmulateViewport(390, 844))
	want("no sideways scrolling", `document.documentElement.scrollWidth <= innerWidth`, true)
	want("rows stand as cards", `getComputedStyle(document.querySelector("#truong tbody tr")).display`, "block")

	// Dark, and printed.
	media(emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	want("dark paper", `getComputedStyle(document.body).backgroundColor`, "rgb(22, 24, 27)")
	media(emulation.SetEmulatedMediaParams{Media: "print"})
	want("no tools on paper", `getComputedStyle(document.querySelector(".tools")).display`, "none")

	if len(complaints) > 0 {
		t.Errorf("the browser complains: %s", strings.Join(complaints, "; "))
	}
	for _, r := range requests {
		if r, _, _ := strings.Cut(r, "#"); r != page {
			t.Errorf("the page asks for %s", r)
		}
	}
	if len(requests) == 0 {
		t.Error("no request was seen: the check of the network saw nothing")
	}
}
