-- Criteria of each rulebook that some school does not attain, or half of those
-- that answered have not at Mức 2; the schools are those of every unit.
WITH books AS (SELECT DISTINCT id AS rulebook, title AS book, max_level FROM told.rulebook),
criteria AS (SELECT DISTINCT rulebook, criterion, title, level2 FROM told.criterion),
line AS (
  SELECT book, c.criterion, c.title, count(*) AS n, count(*) FILTER (level = 0) AS fail1, CASE WHEN level2 AND max_level >= 2 THEN count(*) FILTER (level < 2) END AS fail2,
    coalesce(string_agg(s.name, '; ' ORDER BY s.name COLLATE vi, school_code) FILTER (level = 0), '') AS schools
  FROM told.criterion_result r JOIN told.school s USING (_unit, school_code) JOIN books b ON b.rulebook = r.rulebook JOIN criteria c ON c.rulebook = r.rulebook AND c.criterion = r.criterion
  WHERE r.school_year = $year AND level IS NOT NULL GROUP BY book, c.criterion, c.title, level2, max_level
  HAVING fail1 > 0 OR fail2 * 2 >= n
)
SELECT 'data' AS row_kind, criterion, title, n, fail1, fail2, schools FROM line
UNION ALL SELECT 'group', book || ': ' || count(*) || ' tiêu chí', '', NULL, NULL, NULL, '' FROM line GROUP BY book
