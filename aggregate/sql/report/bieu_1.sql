-- Biểu 1: what the schools of each kind handed in and reached, every rulebook
-- family in columns of its own; the denominator of a share is the schools that
-- must send that report.
WITH one AS (SELECT * FROM load.standing WHERE school_year = $year),
summed AS (
  SELECT kind_group, private, count(*) AS schools,
    count(*) FILTER (plan_due) AS plan_due, count(*) FILTER (plan) AS plan, count(*) FILTER (tdg_due) AS tdg_due, count(*) FILTER (tdg) AS tdg,
    count(*) FILTER (family = '2012' AND level = 0) AS c0, count(*) FILTER (family = '2012' AND level = 1) AS c1, count(*) FILTER (family = '2012' AND level = 2) AS c2, count(*) FILTER (family = '2012' AND level = 3) AS c3,
    count(*) FILTER (family = '2018' AND level = 0) AS a0, count(*) FILTER (family = '2018' AND level = 1) AS a1, count(*) FILTER (family = '2018' AND level = 2) AS a2, count(*) FILTER (family = '2018' AND level = 3) AS a3, count(*) FILTER (family = '2018' AND level = 4) AS a4,
    count(*) FILTER (family = '2026' AND level = 0) AS q0, count(*) FILTER (family = '2026' AND level = 1) AS q1, count(*) FILTER (family = '2026' AND level = 2) AS q2,
    count(*) FILTER (has_level AND level IS NULL) AS lu, count(*) FILTER (NOT has_level) AS none
  FROM one GROUP BY GROUPING SETS ((kind_group), (kind_group, private), ())
)
SELECT CASE WHEN s.kind_group IS NULL THEN 'total' ELSE 'data' END AS row_kind,
  CASE WHEN s.kind_group IS NULL THEN 'Cộng' WHEN s.private IS NULL THEN k.label WHEN s.private THEN '   ngoài công lập' ELSE '   công lập' END AS label,
  schools, plan_due, plan, percent_of(plan, plan_due) AS plan_share, tdg_due, tdg, percent_of(tdg, tdg_due) AS tdg_share,
  c0, c1, c2, c3, a0, a1, a2, a3, a4, q0, q1, q2, lu, none
FROM summed s LEFT JOIN load.kind_word k USING (kind_group)
WHERE schools > 0
ORDER BY s.kind_group IS NULL, k.position, s.private IS NOT NULL, s.private
