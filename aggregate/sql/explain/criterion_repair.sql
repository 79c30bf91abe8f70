-- The texts that were changed before the criterion was read: in the rows its
-- result and its indicators stand in, the label's among them.
WITH place AS (
  SELECT file_sha256, sheet, regexp_extract(cell, '[0-9]+$') AS at_row FROM criterion_result WHERE school_code = $1 AND school_year = $2 AND criterion = $3
  UNION SELECT file_sha256, sheet, regexp_extract(cell, '[0-9]+$') FROM indicator_result WHERE school_code = $1 AND school_year = $2 AND criterion = $3
)
SELECT f.name AS file, r.sheet, r.cell, r.before_text AS raw, any_value(r.after_text) AS repaired, string_agg(r.kind, ', ' ORDER BY r.rowid) AS repair
FROM load.repair r JOIN load.file f USING (file_sha256)
JOIN place p ON p.file_sha256 = r.file_sha256 AND p.sheet = r.sheet AND p.at_row = regexp_extract(r.cell, '[0-9]+$')
GROUP BY f.name, r.file_sha256, r.sheet, r.cell, r.before_text
ORDER BY f.name, r.sheet, min(r.rowid)
