-- Biểu 1b: the same by commune; the denominator of a share is the schools of
-- the commune that must send that report.
WITH st AS (SELECT * FROM obligation_status WHERE school_year = $year AND state <> 'not-required'),
base AS (
  SELECT DISTINCT school_code, coalesce(commune, '') AS commune, private FROM st
  UNION SELECT school_code, coalesce(commune, ''), private FROM school WHERE school_code IN (SELECT school_code FROM load.current_part WHERE school_year = $year)
), one AS (
  SELECT b.*,
    (SELECT bool_or(state IN ('on-time', 'late')) FROM st WHERE st.school_code = b.school_code AND part = 'self-assessment') AS tdg,
    (SELECT count(*) FROM st WHERE st.school_code = b.school_code AND part = 'self-assessment' AND state <> 'exempt') > 0 AS tdg_due,
    (SELECT count(*) FROM st WHERE st.school_code = b.school_code AND state IN ('overdue', 'needs-correction')) AS owed,
    l.file_sha256 IS NOT NULL AS has_level, l.computed_level AS level
  FROM base b LEFT JOIN school_level l ON l.school_code = b.school_code AND l.school_year = $year
), summed AS (
  SELECT commune, count(*) AS schools, count(*) FILTER (private) AS private_schools, count(*) FILTER (tdg) AS tdg, count(*) FILTER (tdg_due) AS tdg_due,
    count(*) FILTER (has_level AND level = 0) AS l0, count(*) FILTER (level = 1) AS l1, count(*) FILTER (level = 2) AS l2, count(*) FILTER (level = 3) AS l3, count(*) FILTER (level = 4) AS l4,
    count(*) FILTER (has_level AND level IS NULL) AS lu, count(*) FILTER (owed > 0) AS owing
  FROM one GROUP BY GROUPING SETS ((commune), ())
)
SELECT CASE WHEN commune IS NULL THEN 'total' ELSE 'data' END AS row_kind, CASE WHEN commune IS NULL THEN 'Cộng' WHEN commune = '' THEN 'Chưa ghi xã/phường' ELSE commune END AS label,
  schools, private_schools, tdg, CASE WHEN tdg_due = 0 THEN '-' ELSE replace(printf('%.1f', tdg * 100.0 / tdg_due), '.', ',') || '%' END AS tdg_share, l0, l1, l2, l3, l4, lu, owing
FROM summed ORDER BY commune IS NULL, commune COLLATE vi
