-- What each school is asked to correct or look at, the gravest first; equal ones
-- of a workbook stand once with their number and the first cell.
SELECT coalesce(f.concerned_school, '') AS school_code, f.name AS file, n.severity, n.code, any_value(n.message_vi ORDER BY n.sheet, n.cell) AS message, any_value(n.fix_vi) AS fix,
       first(n.sheet ORDER BY n.sheet, n.cell) AS sheet, first(n.cell ORDER BY n.sheet, n.cell) AS cell, first(n.raw ORDER BY n.sheet, n.cell) AS raw, count(*) AS times
FROM finding n JOIN file f USING (file_sha256)
WHERE n.severity <> 'info' AND coalesce(f.expected_year, f.school_year) = $year
GROUP BY f.concerned_school, f.name, n.severity, n.code
ORDER BY f.concerned_school, CASE n.severity WHEN 'refuse' THEN 0 WHEN 'error' THEN 1 ELSE 2 END, n.code, f.name
