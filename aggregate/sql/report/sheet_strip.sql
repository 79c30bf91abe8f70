-- Of a school's sheet: what every criterion attained, in the rulebook's order.
SELECT l.school_code, k.code AS criterion, CAST(r.level AS BIGINT) AS level, CAST(CASE WHEN k.level3 THEN 3 WHEN k.level2 THEN 2 ELSE 1 END AS BIGINT) AS highest,
  CASE WHEN r.level IS NULL THEN '?' WHEN r.level = 0 THEN 'K' WHEN w.max_level = 1 THEN 'Đ' ELSE CAST(r.level AS VARCHAR) END AS symbol
FROM school_level l JOIN load.criterion k ON k.rulebook = l.rulebook JOIN load.rulebook_word w ON w.rulebook = l.rulebook
LEFT JOIN (SELECT school_code, criterion, max(level) AS level FROM criterion_result WHERE school_year = $year AND school_code BETWEEN $from AND $to GROUP BY ALL) r ON r.school_code = l.school_code AND r.criterion = k.code
WHERE l.school_year = $year AND l.school_code BETWEEN $from AND $to ORDER BY l.school_code, k.position
