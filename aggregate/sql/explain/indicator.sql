-- The criterion's indicators as the school marked them.
SELECT i.level, i.letter, i.pass, f.name AS file, i.sheet, i.cell, i.raw
FROM indicator_result i JOIN load.file f USING (file_sha256)
WHERE i.school_code = $1 AND i.school_year = $2 AND i.criterion = $3 ORDER BY i.level, i.letter
