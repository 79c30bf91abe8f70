-- Findings in the rows that the criterion was read from, and those that name it.
WITH place AS (
  SELECT file_sha256, sheet, regexp_extract(cell, '[0-9]+$') AS at_row FROM criterion_result WHERE school_code = $1 AND school_year = $2 AND criterion = $3
  UNION SELECT file_sha256, sheet, regexp_extract(cell, '[0-9]+$') FROM indicator_result WHERE school_code = $1 AND school_year = $2 AND criterion = $3
)
SELECT n.severity, n.code, f.name AS file, n.sheet, n.cell, n.raw, n.message_vi, n.message_en, n.fix_vi, n.fix_en
FROM load.finding n JOIN load.file f USING (file_sha256)
WHERE n.file_sha256 IN (SELECT file_sha256 FROM place)
  AND (EXISTS (SELECT 1 FROM place p WHERE p.file_sha256 = n.file_sha256 AND p.sheet = n.sheet AND p.at_row = regexp_extract(n.cell, '[0-9]+$'))
    OR regexp_matches(n.message_vi, '(^|[^0-9.])' || replace($3, '.', '\.') || '([^0-9.]|$)'))
ORDER BY f.name, n.sheet, n.rowid
