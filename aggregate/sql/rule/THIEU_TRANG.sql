-- A school corrects a part of a report and sends that part alone ("chỉ gửi sheet
-- sửa"): what it left out still counts from the workbook before, and this is said.
WITH part AS (
  SELECT s.school_code, s.school_year, p.part, f.file_sha256, f.name, f.received_local,
         CASE p.part WHEN 'plan' THEN 'kế hoạch tự đánh giá' WHEN 'self-assessment' THEN 'kết quả tự đánh giá' WHEN 'evidence' THEN 'danh mục minh chứng'
                     WHEN 'improvement' THEN 'kế hoạch cải tiến' WHEN 'statistics' THEN 'số liệu thống kê' ELSE 'công khai' END AS title
  FROM load.part p JOIN load.submission s USING (file_sha256) JOIN load.known_file f USING (file_sha256)
  WHERE s.school_code <> '' AND f.outcome <> 'refused'
), follows AS ( -- a later workbook that replaces some part of an earlier one
  SELECT DISTINCT n.school_code, n.school_year, n.file_sha256, o.file_sha256 AS before
  FROM load.current_part c JOIN part n ON n.file_sha256 = c.file_sha256 AND n.part = c.part
  JOIN part o ON o.school_code = n.school_code AND o.school_year = n.school_year AND o.part = n.part AND o.file_sha256 <> n.file_sha256
), missing AS ( -- and another part of it counts still
  SELECT DISTINCT w.file_sha256, o.title, o.part, o.name
  FROM follows w JOIN load.current_part c ON c.file_sha256 = w.before AND c.school_code = w.school_code AND c.school_year = w.school_year
  JOIN part o ON o.file_sha256 = w.before AND o.part = c.part
)
SELECT m.file_sha256, '' AS sheet, '' AS cell, '' AS raw,
       json_object('ds', (SELECT string_agg(DISTINCT p.title, ', ' ORDER BY p.title) FROM part p WHERE p.file_sha256 = m.file_sha256),
                   'thieu', string_agg(DISTINCT m.title, ', ' ORDER BY m.title), 'tep', min(m.name)) AS args
FROM missing m GROUP BY m.file_sha256
