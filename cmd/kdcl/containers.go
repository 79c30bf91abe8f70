package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// ContainerRecord is a zip or an e-mail that was taken apart: entries = members
// + nested + refused + ignored, a refusal of the whole container aside.
type ContainerRecord struct {
	Name    string           `json:"name"`
	SHA256  string           `json:"sha256"`
	Kind    string           `json:"kind"` // zip, mail
	Entries int              `json:"entries"`
	Members int              `json:"members"` // handed on as contents of their own
	Nested  int              `json:"nested"`  // containers in it, opened too
	Refused int              `json:"refused"`
	Ignored []intake.Ignored `json:"ignored"`
}

// FileTally is where the files of the inbox went: seen = read + refused +
// ignored + containers.
type FileTally struct {
	Seen       int `json:"seen"`
	Read       int `json:"read"`
	Refused    int `json:"refused"`
	Ignored    int `json:"ignored"`
	Containers int `json:"containers"`
}

func (t FileTally) closed() bool {
	return t.Seen == t.Read+t.Refused+t.Ignored+t.Containers
}

// unpack takes apart the zips and e-mails that the database has not seen. What
// they hold is archived and noted, as any file of the inbox; the container
// itself is loaded with what was wrong with it, and known from then on.
func (j *Job) unpack(ctx context.Context, ledger *intake.Ledger, db *aggregate.DB, known map[string]aggregate.LoadedFile) ([]ContainerRecord, error) {
	records := []ContainerRecord{}
	for _, line := range ledger.Contents() {
		if _, ok := known[line.SHA256]; ok {
			continue
		}
		x, ok, err := ledger.Unpack(line, intake.DefaultLimits())
		if errors.Is(err, intake.ErrNoCopy) || err == nil && !ok {
			continue // reading it says what is wrong with its copy
		}
		if err != nil {
			return records, err
		}
		sub := &form.Submission{File: j.file(line), Unpacked: x.Members > 0, Findings: containerFindings(line.Name, x)}
		if err := db.Load(ctx, sub, line.Seen, j.yearOf(line.Received), j.messages(sub)); err != nil {
			return records, err
		}
		known[line.SHA256] = aggregate.LoadedFile{Received: line.Received, Outcome: form.Container}
		rec := ContainerRecord{Name: line.Name, SHA256: line.SHA256, Kind: x.Kind, Entries: x.Entries, Members: x.Members, Nested: x.Nested, Refused: len(x.Refused), Ignored: []intake.Ignored{}}
		for _, e := range x.Ignored {
			rec.Ignored = append(rec.Ignored, intake.Ignored{Name: e.Inner, Reason: e.Reason})
		}
		records = append(records, rec)
	}
	return records, nil
}

// containerFindings says which of a container's entries were refused, and why.
func containerFindings(name string, x intake.Expansion) []form.Finding {
	var found []form.Finding
	for _, e := range x.Refused {
		found = append(found, refusal(name, e))
	}
	return found
}

func refusal(container string, e intake.Entry) form.Finding {
	args := map[string]string{"tep": container, "co": strconv.Itoa(e.Count), "ly_do": e.Detail}
	if e.Inner != "" {
		args["tep"] += "/" + e.Inner
	}
	if e.Code == "TEP_QUA_LON" {
		args["co"] = e.Detail
	}
	if e.Code == "TEP_HONG" {
		args["loai"] = "không mở được tệp nén hoặc thư"
	}
	return form.Finding{Code: e.Code, At: form.Origin{Raw: e.Inner}, Args: args}
}

// file is a ledger line as the workbook's readers know it.
func (j *Job) file(line intake.Line) form.File {
	return form.File{SHA256: line.SHA256, Name: line.Name, Size: line.Size, Received: line.Received,
		Modified: line.Modified, Container: line.Container, Inner: line.Inner, SenderSchool: j.senderSchool(line.Sender),
		PlaceSchool: ingest.SchoolInPath(&j.Roster, line.Name)}
}

// senderSchool is the only school with an e-mail address, told by its hash.
func (j *Job) senderSchool(hash string) string {
	if hash == "" {
		return ""
	}
	found := ""
	for _, s := range j.Roster.Schools {
		for _, a := range s.Addresses() {
			if intake.SenderHash(a) == hash {
				if found != "" && found != s.Code {
					return ""
				}
				found = s.Code
			}
		}
	}
	return found
}

// claims lists the places of contents that lay in several, and the school that
// each names: by its folder or file name, or by the address it came from.
func (j *Job) claims(lines []intake.Line) []aggregate.Claim {
	places := map[string][]intake.Line{}
	for _, l := range lines {
		places[l.SHA256] = append(places[l.SHA256], l)
	}
	// What lies in a container lies wherever the container does.
	for _, l := range lines {
		for _, c := range places[l.Container] {
			if name := c.Name + "/" + l.Inner; name != l.Name {
				places[l.SHA256] = append(places[l.SHA256], intake.Line{SHA256: l.SHA256, Name: name, Sender: c.Sender, Seen: c.Seen})
			}
		}
	}
	var claims []aggregate.Claim
	for sum, all := range places {
		if len(all) < 2 {
			continue
		}
		for _, l := range all {
			for _, code := range []string{ingest.SchoolInPath(&j.Roster, l.Name), j.senderSchool(l.Sender)} {
				c := aggregate.Claim{SHA256: sum, Name: l.Name, School: code, Seen: l.Seen}
				if code != "" && !slices.Contains(claims, c) {
					claims = append(claims, c)
				}
			}
		}
	}
	slices.SortFunc(claims, func(a, b aggregate.Claim) int {
		return strings.Compare(a.SHA256+a.Name+a.School, b.SHA256+b.Name+b.School)
	})
	return claims
}

// tallyFiles says where each file of the inbox went, and adds to the ignored
// those whose archived copy could not be read. A file that the database knows
// nothing of leaves the tally open.
func tallyFiles(scan intake.Scan, loaded map[string]aggregate.LoadedFile, unreadable map[string]bool) (FileTally, []intake.Ignored) {
	t := FileTally{Seen: scan.Seen}
	ignored := scan.Ignored
	for _, f := range scan.Taken {
		switch loaded[f.SHA256].Outcome {
		case form.Accepted, form.AcceptedWithFindings:
			t.Read++
		case form.Refused:
			t.Refused++
		case form.Container:
			t.Containers++
		default:
			if unreadable[f.SHA256] {
				ignored = append(ignored, intake.Ignored{Name: f.Name, Reason: "copy-unreadable"})
			}
		}
	}
	t.Ignored = len(ignored)
	return t, ignored
}

// unloaded names the contents of the ledger that are neither in the database
// nor known to be unreadable.
func unloaded(lines []intake.Line, loaded map[string]aggregate.LoadedFile, unreadable map[string]bool) []string {
	var names []string
	for _, l := range lines {
		if _, ok := loaded[l.SHA256]; !ok && !unreadable[l.SHA256] {
			names = append(names, fmt.Sprintf("%s was never read", l.Name))
		}
	}
	return names
}
