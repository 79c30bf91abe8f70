-- What was changed in the texts of the workbooks that count: of each kind how many
-- cells, and the first of them with its text before and after.
SELECT f.name AS file, r.kind AS repair, count(*) AS cells, arg_min(r.sheet, r.rowid) AS sheet, arg_min(r.cell, r.rowid) AS cell,
       arg_min(r.before_text, r.rowid) AS raw, arg_min(r.after_text, r.rowid) AS repaired
FROM load.repair r JOIN load.file f USING (file_sha256)
WHERE r.file_sha256 IN (SELECT file_sha256 FROM load.current_part c WHERE c.school_code = $1 AND c.school_year = $2)
GROUP BY f.name, r.file_sha256, r.kind
ORDER BY f.name, r.kind
