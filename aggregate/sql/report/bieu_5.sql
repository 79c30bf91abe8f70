-- Biểu 5: staff by kind of school and group, added up from the schools' rows;
-- their own "Cộng" is not used. The groups stand as in the schools' forms: where
-- half of the schools write one higher up.
WITH s AS (SELECT x.*, CASE WHEN k.kind LIKE '%-%' THEN 'LIENCAP' ELSE coalesce(k.kind, '') END AS kind_group FROM staff x LEFT JOIN school k USING (school_code) WHERE x.school_year = $year AND x.staff_group <> 'Cộng'),
kind_order AS (SELECT * FROM (VALUES ('MN', 1, 'Mầm non'), ('TH', 2, 'Tiểu học'), ('THCS', 3, 'Trung học cơ sở'), ('LIENCAP', 4, 'Liên cấp'), ('THPT', 5, 'Trung học phổ thông'), ('GDTX', 6, 'Giáo dục thường xuyên')) k(kind_group, o, label)),
summed AS (
  SELECT kind_group, staff_group, count(DISTINCT school_code) AS schools, quantile_disc(TRY_CAST(regexp_extract(cell, '[0-9]+') AS INTEGER), 0.5) AS place,
    sum(value) FILTER (measure = 'total') AS total, sum(value) FILTER (measure = 'female') AS female, sum(value) FILTER (measure = 'ethnic') AS ethnic,
    sum(value) FILTER (measure = 'below_standard') AS below_standard, sum(value) FILTER (measure = 'at_standard') AS at_standard, sum(value) FILTER (measure = 'above_standard') AS above_standard,
    sum(value) FILTER (measure = 'secondary') AS secondary, sum(value) FILTER (measure = 'college') AS college, sum(value) FILTER (measure = 'university') AS university, sum(value) FILTER (measure = 'postgraduate') AS postgraduate
  FROM s GROUP BY GROUPING SETS ((kind_group, staff_group), (kind_group), ())
)
SELECT CASE WHEN x.staff_group IS NULL THEN 'total' ELSE 'data' END AS row_kind,
  CASE WHEN x.kind_group IS NULL THEN 'Tổng cộng' ELSE coalesce(k.label, 'Khác') END AS kind, coalesce(x.staff_group, CASE WHEN x.kind_group IS NULL THEN '' ELSE 'Cộng' END) AS staff_group, schools,
  CAST(total AS BIGINT) AS total, CAST(female AS BIGINT) AS female, CAST(ethnic AS BIGINT) AS ethnic, CAST(below_standard AS BIGINT) AS below_standard, CAST(at_standard AS BIGINT) AS at_standard, CAST(above_standard AS BIGINT) AS above_standard,
  CAST(secondary AS BIGINT) AS secondary, CAST(college AS BIGINT) AS college, CAST(university AS BIGINT) AS university, CAST(postgraduate AS BIGINT) AS postgraduate
FROM summed x LEFT JOIN kind_order k USING (kind_group)
WHERE x.kind_group IS NOT NULL OR schools > 0
ORDER BY x.kind_group IS NULL, k.o, x.staff_group IS NULL, x.place, x.staff_group COLLATE vi
