-- Biểu 5b: Phần I by kind of school and school year, added up from the schools'
-- own figures; ratios are made again from the totals of the schools that gave
-- both, never the average of the schools' ratios. No figure is NULL, not 0. The
-- lines stand as in the schools' forms: where half of them write a figure higher up.
WITH f AS (
  SELECT k.kind_group, f.school_code, f.label, f.fact_table, f.value, f.is_rate, TRY_CAST(regexp_extract(f.cell, '[0-9]+') AS INTEGER) AS sheet_row, CAST(left($year, 4) AS INTEGER) - CAST(left(f.year, 4) AS INTEGER) AS back
  FROM fact f JOIN load.school_kind k USING (school_code) WHERE f.school_year = $year AND f.year SIMILAR TO '\d{4}-\d{4}' AND f.fact_table <> 'profile'
), recent AS (SELECT * FROM f WHERE back BETWEEN 0 AND 4 AND NOT is_rate AND label <> 'Cộng'),
totals AS ( -- what a ratio is made of
  SELECT kind_group, school_code, back,
    sum(value) FILTER (fact_table = 'classes') AS classes, sum(value) FILTER (label IN ('Tổng số học sinh', 'Tổng số trẻ em')) AS pupils, sum(value) FILTER (label = 'Tổng số giáo viên') AS teachers
  FROM recent GROUP BY ALL
), placed AS (
  SELECT kind_group, fact_table, label, quantile_disc(sheet_row, 0.5) AS place FROM recent GROUP BY ALL
), line AS (
  SELECT 1 AS part, kind_group, fact_table, label, false AS is_sum, count(DISTINCT school_code) FILTER (value IS NOT NULL) AS schools,
    sum(value) FILTER (back = 4) AS y4, sum(value) FILTER (back = 3) AS y3, sum(value) FILTER (back = 2) AS y2, sum(value) FILTER (back = 1) AS y1, sum(value) FILTER (back = 0) AS y0
  FROM recent GROUP BY kind_group, fact_table, label
  UNION ALL
  SELECT 1, kind_group, 'classes', 'Cộng nhóm, lớp', true, count(DISTINCT school_code) FILTER (classes IS NOT NULL), sum(classes) FILTER (back = 4), sum(classes) FILTER (back = 3), sum(classes) FILTER (back = 2), sum(classes) FILTER (back = 1), sum(classes) FILTER (back = 0)
  FROM totals GROUP BY kind_group HAVING sum(classes) IS NOT NULL
  UNION ALL
  SELECT 2, kind_group, '', what, false, count(DISTINCT school_code),
    round(sum(a) FILTER (back = 4) / sum(b) FILTER (back = 4), 1), round(sum(a) FILTER (back = 3) / sum(b) FILTER (back = 3), 1), round(sum(a) FILTER (back = 2) / sum(b) FILTER (back = 2), 1), round(sum(a) FILTER (back = 1) / sum(b) FILTER (back = 1), 1), round(sum(a) FILTER (back = 0) / sum(b) FILTER (back = 0), 1)
  FROM (SELECT kind_group, school_code, back, CASE kind_group WHEN 'MN' THEN 'Tỷ lệ trẻ/lớp' ELSE 'Tỷ lệ học sinh/lớp' END AS what, pupils AS a, nullif(classes, 0) AS b FROM totals WHERE pupils IS NOT NULL AND classes > 0
        UNION ALL SELECT kind_group, school_code, back, 'Tỷ lệ giáo viên/lớp', teachers, classes FROM totals WHERE teachers IS NOT NULL AND classes > 0
        UNION ALL SELECT kind_group, school_code, back, CASE kind_group WHEN 'MN' THEN 'Tỷ lệ trẻ/giáo viên' ELSE 'Tỷ lệ học sinh/giáo viên' END, pupils, teachers FROM totals WHERE pupils IS NOT NULL AND teachers > 0) GROUP BY kind_group, what
)
SELECT 'group' AS row_kind, k.label AS label, CAST(NULL AS BIGINT) AS schools, CAST(NULL AS DOUBLE) AS y4, CAST(NULL AS DOUBLE) AS y3, CAST(NULL AS DOUBLE) AS y2, CAST(NULL AS DOUBLE) AS y1, CAST(NULL AS DOUBLE) AS y0,
  k.position AS _kind, 0 AS _part, 0 AS _table, '' AS _table_name, false AS _sum, 0 AS _place, '' AS _label
FROM (SELECT DISTINCT kind_group FROM line) JOIN load.kind_word k USING (kind_group)
UNION ALL
SELECT CASE WHEN l.is_sum THEN 'total' ELSE 'data' END, CASE WHEN l.is_sum THEN l.label || ' ' || lower(k.label) WHEN l.part = 1 THEN replace(l.label, '/', ': ') ELSE l.label END, schools, y4, y3, y2, y1, y0,
  k.position, part, min(p.place) OVER (PARTITION BY l.kind_group, l.part, l.fact_table), l.fact_table, l.is_sum, p.place, l.label
FROM line l JOIN load.kind_word k USING (kind_group) LEFT JOIN placed p ON p.kind_group = l.kind_group AND p.fact_table = l.fact_table AND p.label = l.label
ORDER BY _kind, _part, _table, _table_name, _sum, _place, _label COLLATE vi
