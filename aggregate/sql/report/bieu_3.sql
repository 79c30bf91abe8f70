-- Biểu 3: criteria that a school does not attain. The denominator is the
-- schools that answered the criterion under that rulebook; rulebooks are never
-- added together.
WITH answered AS (
  SELECT r.rulebook, r.criterion, r.school_code, r.level FROM criterion_result r WHERE r.school_year = $year AND r.level IS NOT NULL
), weak AS (
  SELECT a.rulebook, criterion, count(*) AS n, count(*) FILTER (level = 0) AS fail1, count(*) FILTER (level < 2) AS fail2,
         string_agg(s.name, '; ' ORDER BY s.name COLLATE vi, school_code) FILTER (level = 0) AS schools
  FROM answered a LEFT JOIN school s USING (school_code) GROUP BY ALL
), line AS (
  SELECT w.*, k.title, k.standard, k.position, k.level2 AND b.max_level >= 2 AS has2, b.title AS book FROM weak w JOIN load.criterion k ON k.rulebook = w.rulebook AND k.code = w.criterion JOIN load.rulebook b ON b.id = w.rulebook
  WHERE fail1 > 0 OR b.max_level >= 2 AND k.level2 AND fail2 * 2 >= n
)
SELECT 'group' AS row_kind, any_value(book) || ': ' || count(*) || ' tiêu chí' AS criterion, '' AS title, CAST(NULL AS BIGINT) AS n, CAST(NULL AS BIGINT) AS fail1, CAST(NULL AS DOUBLE) AS share1, CAST(NULL AS BIGINT) AS fail2, CAST(NULL AS DOUBLE) AS share2, '' AS schools, rulebook AS _book, 0 AS _standard, 0 AS _position
FROM line GROUP BY rulebook
UNION ALL
SELECT 'data', criterion, title, n, fail1, percent_of(fail1, n), CASE WHEN has2 THEN fail2 END, CASE WHEN has2 THEN percent_of(fail2, n) END, coalesce(schools, ''), rulebook, standard, position FROM line
ORDER BY _book, _standard, _position
