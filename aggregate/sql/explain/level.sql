-- The level computed beside the one declared, and the declared one's cell.
SELECT l.rulebook, l.computed_level, l.reason, l.declared_level, l.criteria, l.assessed, l.pass1, l.pass2, l.pass3, f.name AS file, l.sheet, l.cell, l.raw
FROM school_level l JOIN load.file f USING (file_sha256)
WHERE l.school_code = $1 AND l.school_year = $2
