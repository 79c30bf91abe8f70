-- What moved since the last printed report, by kind, then commune and name: newly
-- handed in, newly late, levels that moved (within a rulebook), criteria that
-- flipped between Đạt and Không đạt, figures changed by a workbook that came after
-- the due day. Nothing is compared with a report that did not know the school's year.
WITH s AS (SELECT o.*, l.state AS before FROM obligation_status o JOIN load.last_state l USING (school_code, school_year, obligation) WHERE o.school_year = $year),
level AS (
  SELECT n.school_code, l.level AS before, n.computed_level AS after FROM school_level n JOIN load.last_level l USING (school_code, school_year, rulebook)
  WHERE n.school_year = $year AND l.level IS DISTINCT FROM n.computed_level
), flipped AS (
  SELECT n.school_code, n.criterion, l.level AS before, n.level AS after FROM criterion_result n JOIN load.last_criterion l USING (school_code, school_year, rulebook, criterion)
  WHERE n.school_year = $year AND (l.level = 0 AND n.level > 0 OR l.level > 0 AND n.level = 0)
), figure AS (
  SELECT school_code, school_year, 'statistics' AS part, staff_group || ' (' || measure || ')' AS what, CAST(value AS DOUBLE) AS value, file_sha256 FROM staff WHERE staff_group <> 'Cộng'
  UNION ALL SELECT school_code, school_year, 'statistics', label || ', năm học ' || year, sum(value), any_value(file_sha256) FROM fact WHERE label <> 'Cộng' GROUP BY school_code, school_year, label, year
  UNION ALL SELECT school_code, school_year, 'improvement', 'kinh phí cải tiến (đồng)', CAST(sum(amount_vnd) AS DOUBLE), any_value(file_sha256) FROM improvement GROUP BY school_code, school_year
), changed AS (
  SELECT n.school_code, n.what, l.value AS before, n.value AS after FROM figure n JOIN load.last_figure l USING (school_code, school_year, part, what) JOIN file f USING (file_sha256)
  WHERE n.school_year = $year AND l.value IS DISTINCT FROM n.value
    AND CAST(f.received_local AS DATE) > (SELECT min(o.due) FROM obligation_status o WHERE o.school_code = n.school_code AND o.school_year = n.school_year AND o.part = n.part)
), word AS (SELECT CASE WHEN v IS NULL THEN 'chưa xác định' WHEN v = 0 THEN 'chưa đạt Mức 1' ELSE 'Mức ' || v END AS text, v FROM (VALUES (NULL), (0), (1), (2), (3), (4)) t(v)),
line AS (
  SELECT 1 AS _kind, 'handed-in' AS kind, school_code, lower(left(title, 1)) || substr(title, 2) || CASE WHEN state = 'late' THEN ' (muộn ' || days_late || ' ngày)' ELSE '' END AS text, position AS _at FROM s WHERE state IN ('on-time', 'late') AND before NOT IN ('on-time', 'late')
  UNION ALL SELECT 2, 'late', school_code, lower(left(title, 1)) || substr(title, 2), position FROM s WHERE state = 'overdue' AND before <> 'overdue'
  UNION ALL SELECT 3, 'level', school_code, (SELECT text FROM word WHERE v IS NOT DISTINCT FROM before) || ' thành ' || (SELECT text FROM word WHERE v IS NOT DISTINCT FROM after), 0 FROM level
  UNION ALL SELECT 4, 'criterion', school_code, 'tiêu chí ' || criterion || CASE WHEN after = 0 THEN ' từ đạt thành không đạt' ELSE ' từ không đạt thành đạt' END, row_number() OVER (ORDER BY criterion) FROM flipped
  UNION ALL SELECT 5, 'figure', school_code, what || ' từ ' || coalesce(printf('%.15g', before), 'chưa báo cáo') || ' thành ' || coalesce(printf('%.15g', after), 'chưa báo cáo'), row_number() OVER (ORDER BY what) FROM changed
)
SELECT line.kind, coalesce(school.name, school_code) || ': ' || line.text AS line FROM line LEFT JOIN school USING (school_code)
ORDER BY _kind, school.commune COLLATE vi, school.name COLLATE vi, school_code, _at
