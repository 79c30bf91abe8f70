-- Every sheet of the school's workbooks known at the clock's moment: found = loaded + refused + heading + blank.
SELECT f.name AS file, t.sheet, t.rows_found, t.rows_loaded, t.rows_refused, t.rows_heading, t.rows_blank
FROM load.tally t JOIN load.submission s USING (file_sha256) JOIN load.known_file f USING (file_sha256)
WHERE s.school_code = $1 AND coalesce(f.expected_year, s.school_year) = $2 ORDER BY f.name, t.rowid
