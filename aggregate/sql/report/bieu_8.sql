-- Biểu 8: the milestones of the schools' own plans, as they wrote them.
SELECT 'data' AS row_kind, coalesce(s.name, m.school_code) AS name, m.text AS activity, m.time_raw AS time_raw, m.from_day AS from_day, m.to_day AS to_day,
  CASE WHEN m.to_day IS NULL THEN 'chưa tính được ngày' WHEN m.to_day < (SELECT today FROM load.clock) THEN 'đã qua' WHEN m.from_day IS NULL OR m.from_day <= (SELECT today FROM load.clock) THEN 'đang trong hạn' ELSE 'chưa đến' END AS state
FROM milestone m LEFT JOIN school s USING (school_code) WHERE m.school_year = $year
ORDER BY s.commune COLLATE vi, s.name COLLATE vi, m.number
