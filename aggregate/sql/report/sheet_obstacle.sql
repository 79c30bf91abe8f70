-- Of a school's sheet: the exact criteria, and in each the indicators or items,
-- that keep the school from the next level.
SELECT 'data' AS row_kind, o.criterion, o.title,
  CASE WHEN o.rule = 'item' THEN CASE WHEN o.attained IS NULL THEN 'chưa đánh giá' ELSE 'không đạt' END WHEN o.attained IS NULL THEN 'chưa đánh giá' WHEN o.attained = 0 THEN 'không đạt' WHEN w.max_level = 1 THEN 'đạt' ELSE 'Mức ' || o.attained END AS attained,
  CASE WHEN o.need IS NULL THEN 'đánh giá' WHEN w.max_level = 1 THEN 'đạt' ELSE 'Mức ' || o.need END AS need,
  CASE o.rule WHEN 'item' THEN '' ELSE coalesce((SELECT string_agg(CASE WHEN i.letter = '' THEN 'yêu cầu Mức ' || i.level ELSE 'chỉ báo ' || i.letter END || CASE WHEN i.pass IS NULL THEN ' (chưa đánh giá)' ELSE '' END, ', ' ORDER BY i.level, i.letter)
     FROM (SELECT DISTINCT level, letter, pass FROM load.indicator_result i WHERE i.file_sha256 = o.file_sha256 AND i.criterion = o.criterion AND i.level = coalesce(o.need, i.level) AND (i.pass IS NULL OR NOT i.pass)) i), 'không ghi rõ chỉ báo') END AS indicators,
  o.school_code AS _school, o.position AS _position
FROM load.obstacle o JOIN load.rulebook_word w ON w.rulebook = o.rulebook WHERE o.school_year = $year AND o.school_code BETWEEN $from AND $to
ORDER BY o.school_code, o.position, o.rule
