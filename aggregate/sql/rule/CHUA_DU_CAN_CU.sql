-- Every criterion is assessed and still no level can be announced, because a
-- rule of the rulebook is unknown.
SELECT file_sha256, '' AS sheet, '' AS cell, '' AS raw,
       json_object('ly_do', CASE reason
         WHEN 'levels-unknown' THEN 'chưa rõ các mức của một số tiêu chí trong bộ quy định ' || rulebook
         WHEN 'thresholds-unverified' THEN 'tỷ lệ quy định của ' || rulebook || ' chưa đối chiếu được; đạt ' || pass1 || '/' || criteria || ' tiêu chí'
         ELSE 'chưa rõ danh sách tiêu chí bắt buộc của ' || rulebook || '; đạt ' || pass1 || '/' || criteria || ' tiêu chí' END) AS args
FROM school_level
WHERE reason IN ('levels-unknown', 'thresholds-unverified', 'critical-list-unknown')
