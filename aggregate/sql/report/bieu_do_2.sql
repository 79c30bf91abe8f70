-- Biểu đồ 2: levels that the schools' own results give, a bar a kind of school
-- and rulebook; schools without a result are not in it.
WITH l AS (SELECT s.kind_group, k.position, k.label, s.level, w.family, w.evaluation, w.short FROM load.standing s JOIN load.kind_word k ON k.kind_group = s.kind_group JOIN load.rulebook_word w ON w.rulebook = s.rulebook WHERE s.school_year = $year AND has_level),
bar AS (SELECT position, label || ', ' || CASE family WHEN '2018' THEN 'TT 17, 18, 19/2018' WHEN '2026' THEN 'TT 57/2026' ELSE 'TT ' || family END || ' (' || count(*) || ' trường)' AS label, kind_group, family FROM l GROUP BY kind_group, position, label, family),
step AS (SELECT * FROM (VALUES (0, 'Chưa đạt Mức 1'), (1, 'Mức 1'), (2, 'Mức 2'), (3, 'Mức 3'), (4, 'Mức 4'), (9, 'Chưa xác định')) s(level, label))
SELECT '' AS panel, s.label AS series, b.label AS category, (SELECT count(*) FROM l WHERE l.kind_group = b.kind_group AND l.family = b.family AND coalesce(l.level, 9) = s.level) AS value, '' AS symbol, CAST(NULL AS BIGINT) AS target, CAST(NULL AS DATE) AS deadline
FROM bar b CROSS JOIN step s ORDER BY s.level, b.position, b.family
