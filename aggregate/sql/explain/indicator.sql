-- The criterion's indicators as the school marked them.
SELECT i.level, i.letter, i.pass, f.name AS file, i.sheet, i.cell, i.raw, p.after AS repaired, p.kinds AS repair
FROM indicator_result i JOIN load.file f USING (file_sha256)
LEFT JOIN (SELECT file_sha256, sheet, cell, any_value(after_text) AS after, string_agg(kind, ', ' ORDER BY rowid) AS kinds FROM load.repair GROUP BY ALL) p
  ON p.file_sha256 = i.file_sha256 AND p.sheet = i.sheet AND p.cell = i.cell
WHERE i.school_code = $1 AND i.school_year = $2 AND i.criterion = $3 ORDER BY i.level, i.letter
