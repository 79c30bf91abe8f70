-- A criterion of the rulebook that a results table leaves unmarked, or lacks,
-- is "chưa đánh giá", never "Không đạt"; said once a workbook.
SELECT c.file_sha256, '' AS sheet, '' AS cell, '' AS raw,
       json_object('k', count(*), 'ds', string_agg(k.code, ', ' ORDER BY k.standard, k.position)) AS args
FROM load.current_part c JOIN load.criterion k ON k.rulebook = c.rulebook
WHERE c.part = 'self-assessment'
  AND NOT EXISTS (SELECT 1 FROM load.criterion_result r WHERE r.file_sha256 = c.file_sha256 AND r.criterion = k.code AND r.level IS NOT NULL)
GROUP BY c.file_sha256
