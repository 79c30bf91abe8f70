-- A school's workbook says almost the same, to the letter, as one of its own of an
-- earlier school year: evidence, plans with their days and amounts, council, staff.
-- Levels are left out, since they may well stay, and so are the figures of five
-- years, four of which are last year's by right. Fewer than twenty lines tell nothing.
WITH counts AS (
  SELECT DISTINCT c.file_sha256, c.school_code, c.school_year FROM load.current_part c WHERE c.school_code <> ''
), line AS (
  SELECT file_sha256, concat_ws('|', 'evidence', code, name, document, issuer) AS says FROM load.evidence
  UNION SELECT file_sha256, concat_ws('|', 'improvement', criterion, goal, action, time_raw, amount_raw) FROM load.improvement
  UNION SELECT file_sha256, concat_ws('|', 'milestone', text, time_raw) FROM load.milestone
  UNION SELECT file_sha256, concat_ws('|', 'council', council_group, name, position, duty) FROM load.council
  UNION SELECT file_sha256, concat_ws('|', 'staff', staff_group, measure, value) FROM load.staff
), held AS (
  SELECT file_sha256, count(*) AS lines FROM line GROUP BY ALL HAVING lines >= 20
), shared AS (
  SELECT n.file_sha256, o.school_year, 100.0 * count(*) / greatest(any_value(h.lines), any_value(g.lines)) AS percent
  FROM counts n JOIN counts o ON o.school_code = n.school_code AND o.school_year < n.school_year
  JOIN held h ON h.file_sha256 = n.file_sha256 JOIN held g ON g.file_sha256 = o.file_sha256
  JOIN line a ON a.file_sha256 = n.file_sha256 JOIN line b ON b.file_sha256 = o.file_sha256 AND b.says = a.says
  GROUP BY n.file_sha256, o.file_sha256, o.school_year
)
SELECT file_sha256, '' AS sheet, '' AS cell, '' AS raw, json_object('a', school_year, 'phan_tram', CAST(floor(percent) AS INTEGER)) AS args
FROM shared WHERE percent > 95
QUALIFY row_number() OVER (PARTITION BY file_sha256 ORDER BY percent DESC, school_year DESC) = 1
