-- Plans, reports and levels by kind of school, and in each by who runs it.
WITH line AS (
  SELECT CASE WHEN kind IS NULL THEN 'total' ELSE 'data' END AS row_kind, CASE WHEN kind IS NULL THEN 'Cộng' WHEN private IS NULL THEN kind WHEN private THEN kind || '   ngoài công lập' ELSE kind || '   công lập' END AS label,
    count(*) AS schools, count(*) FILTER (plan_due) AS plan_due, count(*) FILTER (plan) AS plan, count(*) FILTER (tdg_due) AS tdg_due, count(*) FILTER (tdg) AS tdg,
    count(*) FILTER (family = '2012' AND level = 0) AS c0, count(*) FILTER (family = '2012' AND level = 1) AS c1, count(*) FILTER (family = '2012' AND level = 2) AS c2, count(*) FILTER (family = '2012' AND level = 3) AS c3,
    count(*) FILTER (family = '2018' AND level = 0) AS a0, count(*) FILTER (family = '2018' AND level = 1) AS a1, count(*) FILTER (family = '2018' AND level = 2) AS a2, count(*) FILTER (family = '2018' AND level = 3) AS a3, count(*) FILTER (family = '2018' AND level = 4) AS a4,
    count(*) FILTER (family = '2026' AND level = 0) AS q0, count(*) FILTER (family = '2026' AND level = 1) AS q1, count(*) FILTER (family = '2026' AND level = 2) AS q2, count(*) FILTER (has_level AND level IS NULL) AS lu, count(*) FILTER (NOT has_level) AS none
  FROM told.standing GROUP BY GROUPING SETS ((kind), (kind, private), ())
)
FROM line
