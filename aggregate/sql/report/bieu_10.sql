-- Biểu 10: everything received that no table counts, and why: refused files,
-- rows refused inside taken files, cells that could not be read, amounts and
-- criteria that nobody stated.
WITH f AS (SELECT * FROM file WHERE coalesce(expected_year, school_year) = $year),
who AS (SELECT f.*, coalesce(s.name, f.concerned_school, 'chưa xác định') AS school FROM f LEFT JOIN school s ON s.school_code = f.concerned_school),
line AS (
  SELECT 1 AS part, w.school, w.name AS file, '' AS place, coalesce((SELECT string_agg(DISTINCT n.message_vi, ' ' ORDER BY n.message_vi) FROM finding n WHERE n.file_sha256 = w.file_sha256 AND n.severity = 'refuse'), 'không đọc được') AS why, CAST(NULL AS BIGINT) AS n
  FROM who w WHERE outcome = 'refused'
  UNION ALL
  SELECT 2, w.school, w.name, t.sheet, 'dòng không nhận trên ' || t.rows_found || ' dòng tìm thấy', CAST(t.rows_refused AS BIGINT) FROM load.tally t JOIN who w USING (file_sha256) WHERE t.rows_refused > 0 AND w.outcome <> 'refused'
  UNION ALL
  SELECT 3, w.school, w.name, n.sheet || CASE WHEN n.cell = '' THEN '' ELSE '!' || n.cell END, n.message_vi, NULL FROM finding n JOIN who w USING (file_sha256) WHERE n.severity = 'error' AND w.current
  UNION ALL
  SELECT 4, coalesce(s.name, i.school_code), '', 'Kế hoạch cải tiến', 'hạng mục chưa nêu kinh phí, trên ' || count(*) || ' hạng mục', count(*) FILTER (amount_vnd IS NULL) FROM improvement i LEFT JOIN school s USING (school_code) WHERE i.school_year = $year GROUP BY s.name, i.school_code HAVING count(*) FILTER (amount_vnd IS NULL) > 0
  UNION ALL
  SELECT 5, coalesce(s.name, l.school_code), '', 'Kết quả tự đánh giá', 'tiêu chí chưa đánh giá, trên ' || l.criteria || ' tiêu chí', CAST(l.criteria - l.assessed AS BIGINT) FROM school_level l LEFT JOIN school s USING (school_code) WHERE l.school_year = $year AND l.assessed < l.criteria
), titled AS (
  SELECT *, CASE part WHEN 1 THEN 'Tệp không nhận' WHEN 2 THEN 'Dòng không nhận' WHEN 3 THEN 'Ô không đọc được, coi là chưa có số liệu' WHEN 4 THEN 'Kinh phí chưa nêu, không cộng vào tổng' ELSE 'Tiêu chí chưa đánh giá, chưa tính mức' END AS title FROM line
)
SELECT 'group' AS row_kind, title || ': ' || count(*) AS school, '' AS file, '' AS place, CAST(NULL AS BIGINT) AS n, '' AS why, part AS _part, 0 AS _n, '' AS _school, '' AS _place FROM titled GROUP BY part, title
UNION ALL
SELECT 'data', school, file, place, n, why, part, 1, school, file || place FROM titled
ORDER BY _part, _n, _school COLLATE vi, _place, why
