-- The same by commune, and in each by kind of school.
SELECT CASE WHEN commune IS NULL THEN 'total' ELSE 'data' END AS row_kind,
  CASE WHEN commune IS NULL THEN 'Cộng' ELSE coalesce(nullif(commune, ''), 'Chưa ghi xã, phường') || CASE WHEN kind IS NULL THEN '' ELSE '   ' || kind END END AS label,
  count(*) AS schools, count(*) FILTER (private) AS private_schools, count(*) FILTER (tdg_due) AS tdg_due, count(*) FILTER (tdg) AS tdg, count(*) FILTER (owes) AS owing,
  count(*) FILTER (family = '2012' AND level IS NOT NULL) AS c,
    count(*) FILTER (family = '2018' AND level = 0) AS a0, count(*) FILTER (family = '2018' AND level = 1) AS a1, count(*) FILTER (family = '2018' AND level = 2) AS a2, count(*) FILTER (family = '2018' AND level = 3) AS a3, count(*) FILTER (family = '2018' AND level = 4) AS a4,
    count(*) FILTER (family = '2026' AND level = 0) AS q0, count(*) FILTER (family = '2026' AND level = 1) AS q1, count(*) FILTER (family = '2026' AND level = 2) AS q2, count(*) FILTER (has_level AND level IS NULL) AS lu
FROM told.standing GROUP BY GROUPING SETS ((commune), (commune, kind), ())
