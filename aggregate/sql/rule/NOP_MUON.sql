-- A report that came after its last good day, extensions counted: said once for
-- each such report, by its title, on the workbook that counts for it.
SELECT c.file_sha256, '' AS sheet, '' AS cell, '' AS raw,
       json_object('ten_truong', o.name, 'bao_cao', o.title, 'n', o.days_late, 'han', strftime(o.due, '%d/%m/%Y'), 'ngay', strftime(CAST(o.received AS TIMESTAMP), '%d/%m/%Y')) AS args
FROM obligation_status o JOIN load.current_part c ON c.school_code = o.school_code AND c.school_year = o.school_year AND c.part = o.part
WHERE o.state = 'late'
