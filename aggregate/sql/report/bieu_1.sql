-- Biểu 1: what the schools of each kind handed in and reached; the denominator
-- of a share is the schools that must send that report.
WITH kind_order AS (SELECT * FROM (VALUES ('MN', 1, 'Mầm non'), ('TH', 2, 'Tiểu học'), ('THCS', 3, 'Trung học cơ sở'), ('LIENCAP', 4, 'Liên cấp'), ('THPT', 5, 'Trung học phổ thông'), ('GDTX', 6, 'Giáo dục thường xuyên')) k(kind_group, o, label)),
st AS (SELECT *, CASE WHEN kind LIKE '%-%' THEN 'LIENCAP' ELSE kind END AS kind_group FROM obligation_status WHERE school_year = $year AND state <> 'not-required'),
base AS (
  SELECT DISTINCT school_code, kind_group, private FROM st
  UNION SELECT school_code, CASE WHEN kind LIKE '%-%' THEN 'LIENCAP' ELSE kind END, private FROM school WHERE school_code IN (SELECT school_code FROM load.current_part WHERE school_year = $year)
),
one AS (
  SELECT b.school_code, b.kind_group, b.private,
    (SELECT bool_or(state IN ('on-time', 'late')) FROM st WHERE st.school_code = b.school_code AND part = 'plan') AS plan,
    (SELECT count(*) FROM st WHERE st.school_code = b.school_code AND part = 'plan' AND state <> 'exempt') > 0 AS plan_due,
    (SELECT bool_or(state IN ('on-time', 'late')) FROM st WHERE st.school_code = b.school_code AND part = 'self-assessment') AS tdg,
    (SELECT count(*) FROM st WHERE st.school_code = b.school_code AND part = 'self-assessment' AND state <> 'exempt') > 0 AS tdg_due,
    (SELECT any_value(file_sha256) IS NOT NULL FROM school_level l WHERE l.school_code = b.school_code AND l.school_year = $year) AS has_level,
    (SELECT any_value(computed_level) FROM school_level l WHERE l.school_code = b.school_code AND l.school_year = $year) AS level,
    (SELECT max(grade) FROM recognition r WHERE r.told_by = 'roster' AND r.school_code = b.school_code AND ledger = 'kdclgd' AND (valid_to IS NULL OR valid_to >= (SELECT today FROM load.clock))) AS kd,
    (SELECT max(grade) FROM recognition r WHERE r.told_by = 'roster' AND r.school_code = b.school_code AND ledger = 'cqg' AND (valid_to IS NULL OR valid_to >= (SELECT today FROM load.clock))) AS cqg
  FROM base b
), summed AS (
  SELECT kind_group, private, count(*) AS schools, count(*) FILTER (plan) AS plan, count(*) FILTER (plan_due) AS plan_due, count(*) FILTER (tdg) AS tdg, count(*) FILTER (tdg_due) AS tdg_due,
    count(*) FILTER (has_level AND level = 0) AS l0, count(*) FILTER (level = 1) AS l1, count(*) FILTER (level = 2) AS l2, count(*) FILTER (level = 3) AS l3, count(*) FILTER (level = 4) AS l4, count(*) FILTER (has_level AND level IS NULL) AS lu,
    count(*) FILTER (kd = 1) AS kd1, count(*) FILTER (kd = 2) AS kd2, count(*) FILTER (kd = 3) AS kd3, count(*) FILTER (kd = 4) AS kd4, count(*) FILTER (cqg = 1) AS cqg1, count(*) FILTER (cqg = 2) AS cqg2
  FROM one GROUP BY GROUPING SETS ((kind_group), (kind_group, private), ())
)
SELECT CASE WHEN s.kind_group IS NULL THEN 'total' ELSE 'data' END AS row_kind,
  CASE WHEN s.kind_group IS NULL THEN 'Cộng' WHEN s.private IS NULL THEN k.label WHEN s.private THEN '   ngoài công lập' ELSE '   công lập' END AS label,
  schools, plan, CASE WHEN plan_due = 0 THEN '-' ELSE replace(printf('%.1f', plan * 100.0 / plan_due), '.', ',') || '%' END AS plan_share,
  tdg, CASE WHEN tdg_due = 0 THEN '-' ELSE replace(printf('%.1f', tdg * 100.0 / tdg_due), '.', ',') || '%' END AS tdg_share,
  l0, l1, l2, l3, l4, lu, kd1, kd2, kd3, kd4, cqg1, cqg2
FROM summed s LEFT JOIN kind_order k USING (kind_group)
ORDER BY s.kind_group IS NULL, k.o, s.private IS NOT NULL, s.private
