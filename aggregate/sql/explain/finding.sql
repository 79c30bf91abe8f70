-- What was found in the school's workbooks that count, or were refused,
-- as far as they were known at the clock's moment.
SELECT n.severity, n.code, f.name AS file, n.sheet, n.cell, n.raw, n.message_vi, n.message_en, n.fix_vi, n.fix_en
FROM load.finding n JOIN load.submission s USING (file_sha256) JOIN load.known_file f USING (file_sha256)
WHERE s.school_code = $1 AND coalesce(f.expected_year, s.school_year) = $2 AND n.severity <> 'info'
  AND (f.outcome = 'refused' OR EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = n.file_sha256))
ORDER BY f.name, n.sheet, n.rowid
