-- Biểu 8b: what the schools' own plans had for a day that has passed, and nobody
-- has said to be done; by commune, name and day.
SELECT 'data' AS row_kind, coalesce(s.name, m.school_code) AS name, CASE m.kind WHEN 'milestone' THEN 'Mốc kế hoạch' ELSE 'Cải tiến' END AS kind, m.criterion, m.text AS content, m.time_raw, m.to_day, coalesce(nullif(trim(m.progress), ''), 'chưa báo') AS progress, m.days_over
FROM milestone_status m LEFT JOIN school s USING (school_code) WHERE m.school_year = $year AND m.state = 'overdue'
ORDER BY s.commune COLLATE vi, s.name COLLATE vi, m.school_code, m.to_day, m.kind, m.number
