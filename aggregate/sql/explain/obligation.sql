-- A school's obligations, and the workbook that now counts for each.
SELECT o.title, o.state, o.due, o.received, o.days_late, f.name AS file
FROM obligation_status o
LEFT JOIN load.current_part c ON c.school_code = o.school_code AND c.school_year = o.school_year AND c.part = o.part
LEFT JOIN load.file f USING (file_sha256)
WHERE o.school_code = $1 AND o.school_year = $2 ORDER BY o.position
