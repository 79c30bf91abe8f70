-- One criterion's result: the level, the cell that decided it and what it says.
SELECT r.level, f.name AS file, r.sheet, r.cell, r.raw, p.after AS repaired, p.kinds AS repair, r.file_sha256, r.rulebook
FROM criterion_result r JOIN load.file f USING (file_sha256)
LEFT JOIN (SELECT file_sha256, sheet, cell, any_value(after_text) AS after, string_agg(kind, ', ' ORDER BY rowid) AS kinds FROM load.repair GROUP BY ALL) p
  ON p.file_sha256 = r.file_sha256 AND p.sheet = r.sheet AND p.cell = r.cell
WHERE r.school_code = $1 AND r.school_year = $2 AND r.criterion = $3
