-- What each unit says of its own schools, from its export alone: the schools
-- that had to send something or did, what came of it, and their level.
CREATE VIEW told.standing AS
WITH asked AS (
  SELECT _unit, school_code FROM told.obligation_status WHERE school_year = $year AND state <> 'not-required'
  UNION SELECT _unit, school_code FROM told.submission WHERE school_year = $year AND current
), st AS (
  SELECT _unit, school_code,
    count(*) FILTER (part = 'plan' AND state NOT IN ('exempt', 'not-required')) > 0 AS plan_due, count(*) FILTER (part = 'plan' AND state IN ('on-time', 'late')) > 0 AS plan,
    count(*) FILTER (part = 'self-assessment' AND state NOT IN ('exempt', 'not-required')) > 0 AS tdg_due, count(*) FILTER (part = 'self-assessment' AND state IN ('on-time', 'late')) > 0 AS tdg,
    count(*) FILTER (state IN ('overdue', 'needs-correction')) > 0 AS owes
  FROM told.obligation_status WHERE school_year = $year GROUP BY ALL
)
SELECT _unit, school_code, s.name, coalesce(s.commune, '') AS commune, s.private, k.label AS kind, k.position,
  coalesce(plan_due, false) AS plan_due, coalesce(plan, false) AS plan, coalesce(tdg_due, false) AS tdg_due, coalesce(tdg, false) AS tdg, coalesce(owes, false) AS owes,
  l.school_code IS NOT NULL AS has_level, l.family, l.computed_level AS level
FROM asked JOIN told.school s USING (_unit, school_code) LEFT JOIN st USING (_unit, school_code)
LEFT JOIN (SELECT * FROM told.school_level WHERE school_year = $year) l USING (_unit, school_code)
LEFT JOIN told.kind k ON list_contains(k.kinds, coalesce(s.kind, ''))
