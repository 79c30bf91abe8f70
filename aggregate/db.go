package aggregate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

//go:embed sql
var sqlFS embed.FS

// Options of a database.
type Options struct {
	ReadOnly    bool
	MemoryLimit string // "2GB"; empty: 1GB, for small PCs
	Threads     int    // 0: all cores
	Files       string // folder that an export may write into; empty: none
}

// DB is one database, used by one goroutine.
type DB struct {
	connector *duckdb.Connector
	pool      *sql.DB
	conn      *sql.Conn
	closed    bool
}

// LockedError is another process holding the file.
type LockedError struct{ Detail string }

func (e *LockedError) Error() string {
	return "the database is open in another program: " + e.Detail
}

// Vietnamese says the same to the officer.
func (e *LockedError) Vietnamese() string {
	return "cơ sở dữ liệu đang mở trong chương trình khác; đóng chương trình đó rồi chạy lại (" + e.Detail + ")"
}

// PathError is a folder whose name the database can't be opened under.
type PathError struct{ Path string }

func (e *PathError) Error() string {
	return e.Path + ": the folder of the database can't have ?, # or % in its name; rename it"
}

// Vietnamese says the same to the officer.
func (e *PathError) Vietnamese() string {
	return e.Path + ": tên thư mục chứa cơ sở dữ liệu không được có dấu ?, # hoặc %; đổi tên thư mục rồi chạy lại"
}

var lockWords = regexp.MustCompile(`(?i)could not set lock|conflicting lock|being used by another process`)

// Open opens a database file, "" for one in memory, and makes its schema when
// it has none. Nothing in it can reach the network, nor a file but itself and
// those under Options.Files, and its configuration is locked.
func Open(ctx context.Context, path string, opt Options) (*DB, error) {
	if strings.ContainsAny(path, "?#%") { // the driver takes a path as a part of an address
		return nil, &PathError{path}
	}
	if opt.MemoryLimit == "" {
		opt.MemoryLimit = "1GB"
	}
	dsn := path + "?autoinstall_known_extensions=false&autoload_known_extensions=false&memory_limit=" + opt.MemoryLimit
	if opt.Threads > 0 {
		dsn += fmt.Sprintf("&threads=%d", opt.Threads)
	}
	if opt.ReadOnly {
		dsn += "&access_mode=READ_ONLY"
	}
	connector, err := duckdb.NewConnector(dsn, nil)
	if err != nil {
		if lockWords.MatchString(err.Error()) {
			return nil, &LockedError{err.Error()}
		}
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := &DB{connector: connector, pool: sql.OpenDB(connector)}
	if db.conn, err = db.pool.Conn(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.prepare(ctx, opt); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) prepare(ctx context.Context, opt Options) error {
	if opt.Files != "" {
		if err := db.exec(ctx, "SET allowed_directories = ['"+quote(filepath.ToSlash(opt.Files))+"/']"); err != nil {
			return err
		}
	}
	if !opt.ReadOnly {
		if err := db.makeSchema(ctx); err != nil {
			return err
		}
	}
	// The appender writes into the open file still; no statement reaches another
	// file or the network, and none can take that back.
	return db.exec(ctx, "SET enable_external_access = false; SET lock_configuration = true")
}

// makeSchema makes the schema of a new database.
func (db *DB) makeSchema(ctx context.Context) error {
	var n int
	if err := db.conn.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'load'").Scan(&n); err != nil || n > 0 {
		return err
	}
	files, err := sqlFiles("schema")
	if err != nil {
		return err
	}
	return db.transaction(ctx, func() error {
		for _, f := range files {
			if err := db.exec(ctx, f.text); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
		}
		return nil
	})
}

// Schema is the text of the tables and views: a database made with another one
// is made again.
func Schema() (string, error) {
	files, err := sqlFiles("schema")
	var all strings.Builder
	for _, f := range files {
		all.WriteString(f.text)
	}
	return all.String(), err
}

type sqlFile struct{ name, text string }

// sqlFiles gives the files of a folder under sql/, in the order of their names.
func sqlFiles(folder string) ([]sqlFile, error) {
	names, err := fs.Glob(sqlFS, "sql/"+folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("sql/%s holds no file", folder)
	}
	slices.Sort(names)
	files := make([]sqlFile, len(names))
	for i, name := range names {
		text, err := sqlFS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[i] = sqlFile{name, string(text)}
	}
	return files, nil
}

func (db *DB) exec(ctx context.Context, query string, args ...any) error {
	_, err := db.conn.ExecContext(ctx, query, args...)
	return err
}

// Close closes the database; it may be called again.
func (db *DB) Close() error {
	if db.closed {
		return nil
	}
	db.closed = true
	var err error
	if db.conn != nil {
		err = db.conn.Close()
	}
	return errors.Join(err, db.pool.Close(), db.connector.Close())
}

// Finish writes everything into the file itself and closes it.
func (db *DB) Finish(ctx context.Context) error {
	return errors.Join(db.exec(ctx, "CHECKPOINT"), db.Close())
}

// Basis is what the database was made from besides the archive.
func (db *DB) Basis(ctx context.Context) (string, error) {
	var s string
	err := db.conn.QueryRowContext(ctx, "SELECT coalesce(max(value), '') FROM load.meta WHERE key = 'basis'").Scan(&s)
	return s, err
}

// SetBasis notes the basis.
func (db *DB) SetBasis(ctx context.Context, basis string) error {
	return errors.Join(db.exec(ctx, "DELETE FROM load.meta WHERE key = 'basis'"), db.exec(ctx, "INSERT INTO load.meta VALUES ('basis', ?)", basis))
}

// SetClock sets the moment that the figures stand for, "2027-06-21 06:00:00"
// local time, and the school year being received.
func (db *DB) SetClock(ctx context.Context, local, year string) error {
	return db.exec(ctx, "UPDATE load.setting SET now_local = CAST(? AS TIMESTAMP), school_year = ?", local, year)
}

// AsOf is the moment that the figures stand for, as SetClock takes it; empty in a
// database that no run has made.
func (db *DB) AsOf(ctx context.Context) (string, error) {
	var at string
	err := db.conn.QueryRowContext(ctx, "SELECT coalesce(strftime(now_local, '%Y-%m-%d %H:%M:%S'), '') FROM load.setting").Scan(&at)
	return at, err
}

// SetStructure sets the day, "2026-06-30", whose names, kinds and communes of
// schools the figures are laid out by; without it that is the clock's day.
func (db *DB) SetStructure(ctx context.Context, day string) error {
	return db.exec(ctx, "UPDATE load.setting SET structure_day = CAST(? AS DATE)", day)
}

// batch is the rows of one table.
type batch struct {
	table string
	rows  [][]driver.Value
}

// transaction runs a function whole or not at all.
func (db *DB) transaction(ctx context.Context, do func() error) error {
	if err := db.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := do(); err != nil {
		return errors.Join(err, db.exec(context.WithoutCancel(ctx), "ROLLBACK"))
	}
	return db.exec(ctx, "COMMIT")
}

// append writes batches through appenders, inside the running transaction.
func (db *DB) append(batches []batch) error {
	return db.conn.Raw(func(dc any) error {
		for _, b := range batches {
			if len(b.rows) == 0 {
				continue
			}
			app, err := duckdb.NewAppenderFromConn(dc.(driver.Conn), "load", b.table)
			if err != nil {
				return fmt.Errorf("load.%s: %w", b.table, err)
			}
			for _, row := range b.rows {
				if err := app.AppendRow(row...); err != nil {
					return fmt.Errorf("load.%s: %w", b.table, errors.Join(err, app.Close()))
				}
			}
			if err := app.Close(); err != nil {
				return fmt.Errorf("load.%s: %w", b.table, err)
			}
		}
		return nil
	})
}
