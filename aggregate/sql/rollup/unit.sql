-- The units whose exports were added together, and those that are missing. Each
-- figure is counted as in the unit's own report (Biểu 1b, the body); by name,
-- never ranked.
WITH belongs AS (SELECT _unit, school_code FROM rollup.school),
standing AS (
  SELECT b._unit, count(*) AS schools, count(*) FILTER (tdg_due) AS tdg_due, count(*) FILTER (tdg) AS tdg, count(*) FILTER (owes) AS owing,
    count(*) FILTER (family = '2012' AND level IS NOT NULL) AS c,
    count(*) FILTER (family = '2018' AND level = 0) AS a0, count(*) FILTER (family = '2018' AND level = 1) AS a1, count(*) FILTER (family = '2018' AND level = 2) AS a2, count(*) FILTER (family = '2018' AND level = 3) AS a3, count(*) FILTER (family = '2018' AND level = 4) AS a4,
    count(*) FILTER (family = '2026' AND level = 0) AS q0, count(*) FILTER (family = '2026' AND level = 1) AS q1, count(*) FILTER (family = '2026' AND level = 2) AS q2,
    count(*) FILTER (has_level AND level IS NULL) AS lu
  FROM load.standing s JOIN belongs b USING (school_code) WHERE s.school_year = $year GROUP BY b._unit
), filed AS (
  SELECT split_part(file_sha256, ':', 1) AS _unit, count(*) AS files, count(*) FILTER (outcome = 'refused') AS refused FROM load.workbook WHERE school_year = $year GROUP BY 1
), named AS (
  SELECT _unit, name || CASE WHEN coalesce(place, '') = '' OR contains(name, place) THEN '' ELSE ', ' || place END AS label, as_of FROM rollup.unit
  UNION ALL SELECT unit, coalesce(nullif(name, ''), unit), NULL FROM rollup.expected WHERE unit NOT IN (SELECT _unit FROM rollup.unit)
), line AS (
  SELECT 'data' AS row_kind, n.label, n._unit AS id, CASE WHEN as_of IS NULL THEN 'chưa có số liệu' ELSE strftime(as_of, '%H:%M %d/%m/%Y') END AS as_of,
    CASE WHEN as_of IS NOT NULL THEN coalesce(schools, 0) END AS schools, CASE WHEN as_of IS NOT NULL THEN coalesce(tdg_due, 0) END AS tdg_due, CASE WHEN as_of IS NOT NULL THEN coalesce(tdg, 0) END AS tdg,
    CASE WHEN as_of IS NOT NULL THEN percent_of(coalesce(tdg, 0), coalesce(tdg_due, 0)) END AS tdg_share, CASE WHEN as_of IS NOT NULL THEN coalesce(owing, 0) END AS owing,
    c, a0, a1, a2, a3, a4, q0, q1, q2, lu, CASE WHEN as_of IS NOT NULL THEN coalesce(files, 0) END AS files, CASE WHEN as_of IS NOT NULL THEN coalesce(refused, 0) END AS refused
  FROM named n LEFT JOIN standing USING (_unit) LEFT JOIN filed USING (_unit)
)
SELECT * FROM (
SELECT * FROM line
UNION ALL
SELECT 'total', 'Cộng', '', '', CAST(sum(schools) AS BIGINT), CAST(sum(tdg_due) AS BIGINT), CAST(sum(tdg) AS BIGINT), percent_of(CAST(sum(tdg) AS BIGINT), CAST(sum(tdg_due) AS BIGINT)), CAST(sum(owing) AS BIGINT),
  CAST(sum(c) AS BIGINT), CAST(sum(a0) AS BIGINT), CAST(sum(a1) AS BIGINT), CAST(sum(a2) AS BIGINT), CAST(sum(a3) AS BIGINT), CAST(sum(a4) AS BIGINT), CAST(sum(q0) AS BIGINT), CAST(sum(q1) AS BIGINT), CAST(sum(q2) AS BIGINT), CAST(sum(lu) AS BIGINT), CAST(sum(files) AS BIGINT), CAST(sum(refused) AS BIGINT)
FROM line)
ORDER BY row_kind = 'total', label COLLATE vi, id
