-- Biểu 8: the milestones of the schools' own plans, as they wrote them.
SELECT 'data' AS row_kind, coalesce(s.name, m.school_code) AS name, m.text AS activity, m.time_raw AS time_raw, m.from_day AS from_day, m.to_day AS to_day,
  CASE m.state WHEN 'undated' THEN 'chưa tính được ngày' WHEN 'done' THEN 'xong' WHEN 'overdue' THEN 'quá hạn ' || m.days_over || ' ngày' WHEN 'due' THEN 'đang trong hạn' ELSE 'chưa đến' END AS state
FROM milestone_status m LEFT JOIN school s USING (school_code) WHERE m.school_year = $year AND m.kind = 'milestone'
ORDER BY s.commune COLLATE vi, s.name COLLATE vi, m.school_code, m.number
