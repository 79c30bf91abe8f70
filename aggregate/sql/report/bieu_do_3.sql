-- Biểu đồ 3: every criterion of every school that answered, a panel a rulebook;
-- K không đạt, 1 to 3 the level attained, Đ đạt in the binary rulebooks, ? chưa
-- đánh giá. Schools by commune and name, never ranked.
SELECT w.title || ' (' || count(*) OVER (PARTITION BY l.rulebook) // (SELECT count(*) FROM load.criterion k2 WHERE k2.rulebook = l.rulebook) || ' trường)' AS panel, s.name || ' (' || l.school_code || ')' AS series, k.code AS category,
  CAST(r.level AS BIGINT) AS value, CASE WHEN r.level IS NULL THEN '?' WHEN r.level = 0 THEN 'K' WHEN w.max_level = 1 THEN 'Đ' ELSE CAST(r.level AS VARCHAR) END AS symbol,
  CAST(w.max_level AS BIGINT) AS target, CAST(NULL AS DATE) AS deadline
FROM school_level l JOIN load.criterion k ON k.rulebook = l.rulebook JOIN load.rulebook_word w ON w.rulebook = l.rulebook JOIN school s ON s.school_code = l.school_code
LEFT JOIN (SELECT school_code, criterion, max(level) AS level FROM criterion_result WHERE school_year = $year GROUP BY ALL) r ON r.school_code = l.school_code AND r.criterion = k.code
WHERE l.school_year = $year
ORDER BY l.rulebook, s.commune COLLATE vi, s.name COLLATE vi, l.school_code, k.position
