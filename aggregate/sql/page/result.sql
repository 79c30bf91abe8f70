-- The level of every criterion that a school was to assess; NULL is chưa đánh
-- giá. Rulebooks stand apart: their levels are never compared.
SELECT l.rulebook, b.title AS book, k.criterion, k.title, l.school_code, CAST(max(r.level) AS INTEGER) AS level,
       CASE WHEN NOT k.levels_known OR k.level3 THEN 3 WHEN k.level2 THEN 2 ELSE 1 END AS top,
       count(max(r.level)) OVER same AS answered, count(*) FILTER (max(r.level) = 0) OVER same AS low
FROM school_level l JOIN rulebook b ON b.id = l.rulebook JOIN criterion k ON k.rulebook = l.rulebook
LEFT JOIN criterion_result r ON r.school_code = l.school_code AND r.school_year = l.school_year AND r.rulebook = l.rulebook AND r.criterion = k.criterion
WHERE l.school_year = $year
GROUP BY l.rulebook, b.title, k.criterion, k.title, k.standard, k.position, k.levels_known, k.level2, k.level3, l.school_code
WINDOW same AS (PARTITION BY l.rulebook, k.criterion)
ORDER BY l.rulebook, k.standard, k.position, l.school_code
