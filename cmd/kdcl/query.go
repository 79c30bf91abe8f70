package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
)

// runQuery is the command `query`: anyone's own SQL over the public views,
// read-only and with no way to a file.
func runQuery(ctx context.Context, r request) error {
	sql, err := r.statement()
	if err != nil {
		return err
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	db, closeDB, err := r.database(ctx, o, o.Unit.SchoolYear, o.DBOptions)
	if err != nil {
		return err
	}
	defer closeDB()
	if r.c.Bool("json") {
		err := db.Query(ctx, sql, func(columns []string, values []any) error {
			return writeObject(r, columns, values)
		})
		return r.asSQL(err)
	}
	t := table.NewWriter()
	t.SetOutputMirror(r.out)
	t.SetStyle(table.StyleLight)
	n := 0
	err = db.Query(ctx, sql, func(columns []string, values []any) error {
		if n == 0 {
			head := make(table.Row, len(columns))
			for i, c := range columns {
				head[i] = c
			}
			t.AppendHeader(head)
		}
		n++
		row := make(table.Row, len(values))
		for i, v := range values {
			if row[i] = v; v == nil {
				row[i] = ""
			}
		}
		t.AppendRow(row)
		return nil
	})
	if err != nil {
		return r.asSQL(err)
	}
	t.Render()
	fmt.Fprintf(r.out, r.say("%d dòng\n", "%d rows\n"), n)
	return nil
}

// statementLimit is far above any statement that a person writes.
const statementLimit = 1 << 20

// statement is the SQL asked for: the argument, what --file names, or with "-"
// what comes in.
func (r request) statement() (string, error) {
	file := r.c.String("file")
	if (r.c.NArg() == 1) == (file != "") || r.c.NArg() > 1 {
		return "", r.asked(`viết một câu SQL trong dấu nháy: kdcl query "SELECT …"; hoặc kdcl query --file TỆP; hoặc kdcl query - để đọc từ đầu vào chuẩn`,
			`write one SQL statement in quotes: kdcl query "SELECT …"; or kdcl query --file FILE; or kdcl query - to read standard input`)
	}
	var in io.Reader
	switch {
	case file != "" && file != "-":
		f, err := os.Open(file)
		if err != nil {
			return "", r.fileError("--file "+file, err)
		}
		defer f.Close()
		in = f
	case file == "-", r.c.Args().First() == "-" && !r.ended:
		file, in = r.say("đầu vào chuẩn", "standard input"), r.c.App.Reader
	default:
		return r.c.Args().First(), nil
	}
	data, err := io.ReadAll(io.LimitReader(in, statementLimit+1))
	if err != nil {
		return "", r.fileError("--file "+file, err)
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff"))) // Notepad's sign of UTF-8
	switch {
	case len(data) > statementLimit:
		return "", r.asked("%s: dài hơn %d byte, không phải một câu SQL", "%s: longer than %d bytes, and no statement", file, statementLimit)
	case len(data) == 0:
		return "", r.asked("%s: không có câu SQL nào", "%s: there is no statement in it", file)
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return "", r.asked("%s: không phải UTF-8; lưu lại, chọn mã UTF-8", "%s: it is not UTF-8; save it as UTF-8", file)
	}
	return string(data), nil
}

// asSQL: a wrong statement is the asker's, like a wrong flag.
func (r request) asSQL(err error) error {
	if err == nil {
		return nil
	}
	return r.asked("câu SQL không chạy được: %w", "the statement could not be run: %w", err)
}

// writeObject prints one row as an object, its keys in the order of the columns.
func writeObject(r request, columns []string, values []any) error {
	fmt.Fprint(r.out, "{")
	for i, c := range columns {
		if i > 0 {
			fmt.Fprint(r.out, ",")
		}
		key, err := json.Marshal(c)
		if err != nil {
			return err
		}
		var value bytes.Buffer
		enc := json.NewEncoder(&value)
		enc.SetEscapeHTML(false) // "TH&THCS", as status writes it
		if err := enc.Encode(values[i]); err != nil {
			return err
		}
		fmt.Fprintf(r.out, "%s:%s", key, bytes.TrimSpace(value.Bytes()))
	}
	fmt.Fprintln(r.out, "}")
	return nil
}
