-- Of a school's sheet: what to correct in what it sent this year, the version
-- that counts and the refused ones; the same cause once, with its first cells.
WITH f AS (SELECT * FROM file WHERE coalesce(expected_year, school_year) = $year AND concerned_school BETWEEN $from AND $to),
n AS (SELECT f.concerned_school AS school_code, f.name AS file, n.code, n.severity, n.sheet, n.cell, n.message_vi, n.fix_vi FROM finding n JOIN f ON f.file_sha256 = n.file_sha256 WHERE n.severity IN ('refuse', 'error', 'warning') AND (f.current OR f.outcome = 'refused')),
g AS (SELECT school_code, file, code, severity, count(*) AS n, min(message_vi) AS message, any_value(fix_vi) AS fix, string_agg(DISTINCT nullif(concat_ws('!', nullif(sheet, ''), nullif(cell, '')), ''), ', ' ORDER BY nullif(concat_ws('!', nullif(sheet, ''), nullif(cell, '')), '')) FILTER (true) AS cells FROM n GROUP BY ALL)
SELECT 'data' AS row_kind, CASE severity WHEN 'refuse' THEN 'không nhận' WHEN 'error' THEN 'phải sửa' ELSE 'xem lại' END AS severity, regexp_replace(file, '^.*/', '') AS file,
  CASE WHEN length(coalesce(cells, '')) > 60 THEN regexp_replace(left(cells, 60), ',[^,]*$', '') || ' …' ELSE coalesce(cells, '') END AS cells, n, message || CASE WHEN fix = '' THEN '' ELSE ' ' || fix END AS message, school_code AS _school
FROM g ORDER BY school_code, CASE g.severity WHEN 'refuse' THEN 1 WHEN 'error' THEN 2 ELSE 3 END, file, code
