-- A workbook was sent in place of another: its name says one part, it holds others
-- and not that one, and no workbook of the school holds it. It counts as what it is.
WITH title AS (
  SELECT unnest(['plan', 'self-assessment', 'evidence', 'improvement', 'statistics', 'disclosure']) AS part,
         unnest(['Kế hoạch tự đánh giá', 'Báo cáo tự đánh giá', 'Danh mục minh chứng', 'Kế hoạch cải tiến chất lượng', 'Số liệu thống kê', 'Công khai']) AS title
)
SELECT f.file_sha256, '' AS sheet, '' AS cell, '' AS raw,
       json_object('a', string_agg(h.title, ', ' ORDER BY h.title), 'b', any_value(t.title)) AS args
FROM load.known_file f JOIN load.submission s USING (file_sha256) JOIN title t ON t.part = f.named_part
JOIN load.part p USING (file_sha256) JOIN title h ON h.part = p.part
WHERE f.outcome <> 'refused'
  AND NOT EXISTS (SELECT 1 FROM load.part o WHERE o.file_sha256 = f.file_sha256 AND o.part = f.named_part)
  AND NOT EXISTS (SELECT 1 FROM load.current_part c WHERE c.school_code = s.school_code AND s.school_code <> '' AND c.school_year = s.school_year AND c.part = f.named_part)
GROUP BY f.file_sha256
