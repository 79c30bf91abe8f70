-- What stops the next level: each criterion that has the level and does not
-- attain it or is not assessed, with its indicators that are not passed. A level
-- of a percentage rulebook counts criteria that are Đạt; Mức 4 asks for items.
WITH l AS (
  SELECT l.*, b.evaluation, CASE WHEN b.evaluation = 'percentage' THEN 1 ELSE coalesce(l.computed_level, 0) + 1 END AS needed
  FROM school_level l JOIN load.rulebook b ON b.id = l.rulebook
  WHERE l.school_code = $1 AND l.school_year = $2
), criterion_of AS (
  SELECT l.school_code, l.school_year, l.needed, c.criterion, c.position, c.title, c.mandatory, r.level, f.name AS file, r.sheet, r.cell, r.raw
  FROM l JOIN criterion c ON c.rulebook = l.rulebook
  LEFT JOIN criterion_result r ON r.school_code = l.school_code AND r.school_year = l.school_year AND r.criterion = c.criterion
  LEFT JOIN load.file f ON f.file_sha256 = l.file_sha256
  WHERE CASE l.needed WHEN 1 THEN true WHEN 2 THEN c.level2 WHEN 3 THEN c.level3 ELSE false END
)
SELECT * FROM (
SELECT 'criterion' AS kind, c.criterion, c.title, c.mandatory, CAST(c.needed AS INTEGER) AS needed, c.level,
       (SELECT string_agg(i.level || coalesce(i.letter, ''), ', ' ORDER BY i.level, i.letter) FROM indicator_result i
        WHERE i.school_code = c.school_code AND i.school_year = c.school_year AND i.criterion = c.criterion AND i.level <= c.needed AND i.pass IS NOT TRUE) AS indicators,
       c.file, c.sheet, c.cell, c.raw
FROM (SELECT *, row_number() OVER (PARTITION BY criterion ORDER BY level DESC NULLS LAST) AS nth FROM criterion_of) c
WHERE c.nth = 1 AND (c.level IS NULL OR c.level < c.needed)
UNION ALL
SELECT 'level4', CAST(i.item AS VARCHAR), '', false, 4, CAST(r.pass AS INTEGER), NULL, f.name, r.sheet, r.cell, r.raw
FROM l JOIN load.level4_item i ON i.rulebook = l.rulebook
LEFT JOIN level4_result r ON r.school_code = l.school_code AND r.school_year = l.school_year AND r.item = i.item
LEFT JOIN load.file f ON f.file_sha256 = l.file_sha256
WHERE l.needed = 4 AND r.pass IS NOT TRUE
)
ORDER BY kind, list_transform(string_split(criterion, '.'), x -> lpad(x, 4, '0'))
