-- Of a school's sheet: what it must send and what came.
SELECT 'data' AS row_kind, title, due, CAST(CAST(received AS TIMESTAMP) AS DATE) AS received, days_late,
  CASE state WHEN 'not-due' THEN 'chưa đến hạn' WHEN 'due-soon' THEN 'sắp đến hạn' WHEN 'overdue' THEN 'quá hạn' WHEN 'on-time' THEN 'đã nộp đúng hạn' WHEN 'late' THEN 'nộp muộn'
    WHEN 'needs-correction' THEN 'đã nhận nhưng phải sửa' WHEN 'extended' THEN 'được gia hạn đến ' || strftime(due, '%d/%m/%Y') WHEN 'exempt' THEN 'miễn nộp' END AS state, school_code AS _school, position AS _position
FROM obligation_status WHERE school_year = $year AND state <> 'not-required' AND school_code BETWEEN $from AND $to ORDER BY school_code, position
