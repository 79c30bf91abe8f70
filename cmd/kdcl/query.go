package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"

	"kdcl/aggregate"
)

// runQuery is the command `query`: anyone's own SQL over the public views,
// read-only and with no way to a file.
func runQuery(ctx context.Context, r request) error {
	if r.c.NArg() != 1 {
		return asked{fmt.Errorf("%s", r.say(`viết một câu SQL trong dấu ngoặc kép: kdcl query "SELECT …"`, `write one SQL statement in quotes: kdcl query "SELECT …"`))}
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	if _, err := os.Stat(o.path(dbName)); errors.Is(err, fs.ErrNotExist) {
		return asked{fmt.Errorf("%s", r.say("chưa có cơ sở dữ liệu; chạy kdcl run trước", "there is no database yet; run kdcl run first"))}
	}
	opt := o.DBOptions
	opt.ReadOnly = true
	db, err := aggregate.Open(ctx, o.path(dbName), opt)
	if err != nil {
		return err
	}
	defer db.Close()
	if r.c.Bool("json") {
		err := db.Query(ctx, r.c.Args().First(), func(columns []string, values []any) error {
			return writeObject(r, columns, values)
		})
		return asSQL(err)
	}
	t := table.NewWriter()
	t.SetOutputMirror(r.out)
	t.SetStyle(table.StyleLight)
	n := 0
	err = db.Query(ctx, r.c.Args().First(), func(columns []string, values []any) error {
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
		return asSQL(err)
	}
	t.Render()
	fmt.Fprintf(r.out, r.say("%d dòng\n", "%d rows\n"), n)
	return nil
}

// asSQL: a wrong statement is the asker's, like a wrong flag.
func asSQL(err error) error {
	if err == nil {
		return nil
	}
	return asked{err}
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
		value, err := json.Marshal(values[i])
		if err != nil {
			return err
		}
		fmt.Fprintf(r.out, "%s:%s", key, value)
	}
	fmt.Fprintln(r.out, "}")
	return nil
}
