-- Biểu 6: who handed in what and when, who is late, who owes; one line a
-- school and report, by commune and name.
WITH s AS (SELECT * FROM obligation_status WHERE school_year = $year AND state <> 'not-required'),
wrong AS (
  SELECT f.concerned_school AS school_code, string_agg(DISTINCT n.message_vi, ' ' ORDER BY n.message_vi) AS what
  FROM load.finding n JOIN file f USING (file_sha256) WHERE n.severity IN ('error', 'refuse') AND coalesce(f.expected_year, f.school_year) = $year GROUP BY f.concerned_school
), line AS (
  SELECT 'group' AS row_kind, coalesce(nullif(commune, ''), 'Chưa ghi xã/phường') AS number, '' AS school_code, '' AS name, '' AS title, CAST(NULL AS DATE) AS due, CAST(NULL AS TIMESTAMP) AS received, CAST(NULL AS BIGINT) AS days_late, '' AS state, '' AS correct, coalesce(commune, '') AS _commune, 0 AS _n, '' AS _name, 0 AS _position FROM s GROUP BY commune
  UNION ALL
  SELECT 'data', '', s.school_code, s.name, s.title, s.due, CAST(s.received AS TIMESTAMP), s.days_late,
    CASE s.state WHEN 'not-due' THEN 'chưa đến hạn' WHEN 'due-soon' THEN 'sắp đến hạn' WHEN 'overdue' THEN 'quá hạn' WHEN 'on-time' THEN 'đã nộp đúng hạn' WHEN 'late' THEN 'nộp muộn'
      WHEN 'needs-correction' THEN 'đã nhận nhưng phải sửa' WHEN 'extended' THEN 'được gia hạn đến ' || strftime(s.due, '%d/%m/%Y') WHEN 'exempt' THEN 'miễn nộp' END,
    CASE WHEN s.state = 'needs-correction' OR s.part = 'self-assessment' THEN coalesce(w.what, '') ELSE '' END, coalesce(s.commune, ''), 1, s.name, s.position
  FROM s LEFT JOIN wrong w USING (school_code)
)
SELECT row_kind, CASE WHEN _n = 0 THEN number ELSE CAST(sum(_n) OVER (ORDER BY _commune COLLATE vi, _n, _name COLLATE vi, school_code, _position ROWS UNBOUNDED PRECEDING) AS BIGINT)::VARCHAR END AS number,
  school_code, name, title, due, CAST(received AS DATE) AS received, days_late, state, correct
FROM line ORDER BY _commune COLLATE vi, _n, _name COLLATE vi, school_code, _position
