-- Biểu 1b: the same by commune, and in each by kind; the denominator of a share
-- is the schools of the commune that must send that report.
WITH one AS (SELECT * FROM load.standing WHERE school_year = $year),
summed AS (
  SELECT commune, kind_group, count(*) AS schools, count(*) FILTER (private) AS private_schools, count(*) FILTER (tdg_due) AS tdg_due, count(*) FILTER (tdg) AS tdg,
    count(*) FILTER (family = '2012' AND level IS NOT NULL) AS c,
    count(*) FILTER (family = '2018' AND level = 0) AS a0, count(*) FILTER (family = '2018' AND level = 1) AS a1, count(*) FILTER (family = '2018' AND level = 2) AS a2, count(*) FILTER (family = '2018' AND level = 3) AS a3, count(*) FILTER (family = '2018' AND level = 4) AS a4,
    count(*) FILTER (family = '2026' AND level = 0) AS q0, count(*) FILTER (family = '2026' AND level = 1) AS q1, count(*) FILTER (family = '2026' AND level = 2) AS q2,
    count(*) FILTER (has_level AND level IS NULL) AS lu, count(*) FILTER (owes) AS owing
  FROM one GROUP BY GROUPING SETS ((commune), (commune, kind_group), ())
)
SELECT CASE WHEN commune IS NULL THEN 'total' ELSE 'data' END AS row_kind,
  CASE WHEN commune IS NULL THEN 'Cộng' WHEN kind_group IS NOT NULL THEN '   ' || k.label WHEN commune = '' THEN 'Chưa ghi xã, phường' ELSE commune END AS label,
  schools, private_schools, tdg_due, tdg, percent_of(tdg, tdg_due) AS tdg_share, c, a0, a1, a2, a3, a4, q0, q1, q2, lu, owing
FROM summed s LEFT JOIN load.kind_word k USING (kind_group) WHERE schools > 0
ORDER BY commune IS NULL, commune COLLATE vi, kind_group IS NOT NULL, k.position
