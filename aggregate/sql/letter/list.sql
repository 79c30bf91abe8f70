-- The annex of one letter: each school that it concerns, what is missing or what
-- must be corrected, by commune and name.
WITH s AS (
  SELECT * FROM obligation_status
  WHERE school_year = $year AND obligation = $obligation
    AND (state IN ('overdue', 'needs-correction') OR state = 'due-soon' AND first_due >= (SELECT CAST(as_of AS DATE) FROM unit))
), wrong AS (
  SELECT f.concerned_school AS school_code, string_agg(DISTINCT n.message_vi, ' ' ORDER BY n.message_vi) AS what
  FROM finding n JOIN file f USING (file_sha256) WHERE n.severity IN ('error', 'refuse') AND coalesce(f.expected_year, f.school_year) = $year GROUP BY f.concerned_school
)
SELECT 'data' AS row_kind, row_number() OVER (ORDER BY s.commune COLLATE vi, s.name COLLATE vi, s.school_code) AS number, s.school_code, s.name, s.commune, s.title, s.due,
  CASE s.state WHEN 'overdue' THEN 'chưa nộp, quá hạn ' || s.days_late || ' ngày' WHEN 'needs-correction' THEN 'đã nộp, chưa hợp lệ' ELSE 'chưa nộp' END AS state,
  CASE WHEN s.state = 'needs-correction' THEN coalesce(w.what, '') ELSE '' END AS correct
FROM s LEFT JOIN wrong w USING (school_code)
ORDER BY s.commune COLLATE vi, s.name COLLATE vi, s.school_code
