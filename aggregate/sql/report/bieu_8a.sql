-- Biểu 8a: how far every school's own plans have come: milestones and
-- improvement actions by state; the five states add up to the number of items.
WITH m AS (SELECT m.*, coalesce(s.name, m.school_code) AS name, coalesce(s.commune, '') AS commune FROM milestone_status m LEFT JOIN school s USING (school_code) WHERE m.school_year = $year),
counted AS (
  SELECT commune, school_code, name,
    count(*) FILTER (kind = 'milestone') AS m_all, count(*) FILTER (kind = 'milestone' AND state = 'done') AS m_done, count(*) FILTER (kind = 'milestone' AND state = 'due') AS m_due, count(*) FILTER (kind = 'milestone' AND state = 'overdue') AS m_over, count(*) FILTER (kind = 'milestone' AND state = 'not-started') AS m_later, count(*) FILTER (kind = 'milestone' AND state = 'undated') AS m_undated,
    count(*) FILTER (kind = 'improvement') AS i_all, count(*) FILTER (kind = 'improvement' AND state = 'done') AS i_done, count(*) FILTER (kind = 'improvement' AND state = 'due') AS i_due, count(*) FILTER (kind = 'improvement' AND state = 'overdue') AS i_over, count(*) FILTER (kind = 'improvement' AND state = 'not-started') AS i_later, count(*) FILTER (kind = 'improvement' AND state = 'undated') AS i_undated
  FROM m GROUP BY GROUPING SETS ((commune, school_code, name), ())
)
SELECT CASE WHEN school_code IS NULL THEN 'total' ELSE 'data' END AS row_kind, coalesce(name, 'Cộng') AS name, commune, m_all, m_done, m_due, m_over, m_later, m_undated, i_all, i_done, i_due, i_over, i_later, i_undated
FROM counted WHERE m_all + i_all > 0 ORDER BY school_code IS NULL, commune COLLATE vi, counted.name COLLATE vi, school_code
