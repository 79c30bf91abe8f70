-- One criterion's result: the level, the cell that decided it and what it says.
SELECT r.level, f.name AS file, r.sheet, r.cell, r.raw, r.file_sha256, r.rulebook
FROM criterion_result r JOIN load.file f USING (file_sha256)
WHERE r.school_code = $1 AND r.school_year = $2 AND r.criterion = $3
