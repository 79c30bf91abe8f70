package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// repairsOf prints the log of repairs: "Sheet1!A9 tcvn3 Tiªu chÝ -> Tiêu chí".
func repairsOf(s *form.Submission) string {
	var out []string
	for _, r := range s.Repairs {
		out = append(out, fmt.Sprintf("%s!%s %s %s -> %s", r.Sheet, r.Cell, r.Kind, r.Before, r.After))
	}
	return strings.Join(out, "\n")
}

// A workbook in old fonts, with loose marks and look-alikes, reads like any
// other; every change is logged, the origin of a figure keeps the file's text,
// and the findings count the cells.
func TestMessy15To19EveryRepairIsLogged(t *testing.T) {
	b := newBench(t)
	s := b.bookOf(t, letterhead+`
		Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		{.VnTime}Tiªu chÝ 1.1 | | х | {.VnTime}x | {.VnTime}Kh«ng ®¹t
		{VNI-Times}Tieâu chí 1.2 | | Ðạt | |
		`+norm.NFD.String("Tiêu chí")+` 1.3 | | {Wingdings}ü | |`, ingest.Office{})
	if got := levels(s); got != "1.1=2 1.2=1 1.3=1" {
		t.Errorf("%s", got)
	}
	want := strings.Join([]string{
		"Sheet1!A7 tcvn3 Tiªu chÝ 1.1 -> Tiêu chí 1.1", "Sheet1!C7 look-alike х -> x", "Sheet1!E7 tcvn3 Kh«ng ®¹t -> Không đạt",
		"Sheet1!A8 vni Tieâu chí 1.2 -> Tiêu chí 1.2", "Sheet1!C8 look-alike Ðạt -> Đạt",
		"Sheet1!A9 nfc " + norm.NFD.String("Tiêu chí") + " 1.3 -> Tiêu chí 1.3", "Sheet1!C9 symbol ü -> ✔",
	}, "\n")
	if got := repairsOf(s); got != want {
		t.Errorf("repairs\n%s\nwant\n%s", got, want)
	}
	for i, raw := range []string{"x", "Ðạt", "ü"} {
		if s.Criteria[i].At.Raw != raw {
			t.Errorf("%s: raw %q, want %q as the file has it", s.Criteria[i].Code, s.Criteria[i].At.Raw, raw)
		}
	}
	said := map[string]string{}
	for _, f := range s.Findings {
		said[f.Code] = b.words.Message("vi", f)
	}
	for code, part := range map[string]string{"PHONG_TCVN3": "đã đổi 2 ô", "PHONG_VNI": "đã đổi 1 ô", "CHU_GIONG_NHAU": "2 ô", "CHU_TO_HOP": "1 ô", "CHU_KY_HIEU": "1 ô"} {
		if !strings.Contains(said[code], part) {
			t.Errorf("%s says %q, want %q in it", code, said[code], part)
		}
	}
}

func TestMessy16WhatIsNotCertainIsSaid(t *testing.T) {
	b := newBench(t)
	s := b.bookOf(t, letterhead+`
		Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3 | Ghi chú
		Tiêu chí 1.1 | | x | | | m¹`, ingest.Office{})
	i := slices.IndexFunc(s.Findings, func(f form.Finding) bool { return f.Code == "PHONG_CHUA_RO" })
	if i < 0 || len(s.Repairs) != 0 || !strings.Contains(b.words.Message("vi", s.Findings[i]), `ô đầu Sheet1!F7: "m¹"`) {
		t.Errorf("%v, %s", codes(s), repairsOf(s))
	}
}

// A finding about a repaired cell shows people what they see in their own font,
// and keeps the file's text as its origin.
func TestMessy16FindingsSpeakUnicode(t *testing.T) {
	b := newBench(t)
	s := b.bookOf(t, letterhead+`
		Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 1.1 | | {.VnTime}®ang söa | |`, ingest.Office{})
	i := slices.IndexFunc(s.Findings, func(f form.Finding) bool { return f.Code == "DAU_MO_HO" })
	if i < 0 || s.Findings[i].At.Raw != "®ang söa" || !strings.Contains(b.words.Message("vi", s.Findings[i]), "đang sửa") {
		t.Errorf("%+v", s.Findings)
	}
}

func TestMessy51ColourAndStrikeThrough(t *testing.T) {
	b := newBench(t)
	s := b.bookOf(t, letterhead+`
		Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 1.1 | | {#92D050} | |
		Tiêu chí 1.2 | | {#92D050}x | |
		Tiêu chí 1.3 | {#92D050} | {#92D050} | {#92D050} | {#92D050}
		Tiêu chí 1.4 | | x | {strike}x |
		{strike}Tiêu chí 1.5 | | {strike}x | |`, ingest.Office{})
	if got := levels(s); got != "1.1=? 1.2=1 1.3=? 1.4=1" {
		t.Errorf("%s", got)
	}
	var colour, struck []string
	for _, f := range s.Findings {
		switch f.Code {
		case "DANH_DAU_BANG_MAU":
			colour = append(colour, f.At.Cell+" "+f.Args["n"])
		case "CHU_GACH_BO":
			struck = append(struck, f.At.Cell+" "+f.At.Raw)
		}
	}
	if fmt.Sprint(colour) != "[C7 1]" || fmt.Sprint(struck) != "[D10 x A11 Tiêu chí 1.5 C11 x]" {
		t.Errorf("colour %v, struck %v", colour, struck)
	}
}

// Results told in words are read repaired too, and keep the file's text.
func TestMessy16LevelsInWords(t *testing.T) {
	b := newBench(t)
	s := b.bookOf(t, letterhead+`
		TT | Tiêu chí | Kết quả
		1 | Tiêu chí 1.1 | {.VnTime}§¹t Møc 2
		2 | Tiêu chí 1.2 | {VNI-Times}Khoâng ñaït
		3 | Tiêu chí 1.3 | Ðạt mức 1`, ingest.Office{})
	if got := levels(s); got != "1.1=2 1.2=0 1.3=1" || s.Criteria[0].At.Raw != "§¹t Møc 2" {
		t.Errorf("%s, %+v", got, s.Criteria)
	}
}

// What is unusual is said with the name of the figure (MESSY 47).
func TestMessy47UnusualValuesAreNamed(t *testing.T) {
	b := newBench(t)
	s := b.bookOf(t, letterhead+`
		Đối tượng | Tổng số | Nữ
		Giáo viên | {number}-5 | 3 người
		Nhân viên | 15 (12 nữ) | 03
		# Học sinh
		Số liệu | Năm học 2021-2022 | Năm học 2022-2023
		Tỷ lệ học sinh lên lớp | 120% | 1.250`, ingest.Office{})
	said := map[string]string{}
	for _, f := range s.Findings {
		said[f.At.Ref()] = f.Code + ": " + b.words.Message("vi", f)
	}
	for at, part := range map[string]string{
		"Sheet1!B7": `GIA_TRI_BAT_THUONG: Sheet1!B7: giá trị "-5" bất thường đối với "Giáo viên"`, "Sheet1!C7": `SO_KEM_CHU: Sheet1!C7: "3 người" được hiểu là 3`, "Sheet1!B8": "được hiểu là 15",
		"Học sinh!B2": `bất thường đối với "Tỷ lệ học sinh lên lớp"`, "Học sinh!C2": "có thể là 1,250 hoặc 1250",
	} {
		if !strings.Contains(said[at], part) {
			t.Errorf("%s: %q, want %q", at, said[at], part)
		}
	}
}
