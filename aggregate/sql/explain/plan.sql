-- Of a school's plans what is due or overdue on the day, with its cell.
SELECT m.kind, m.criterion, m.text, m.time_raw, m.from_day, m.to_day, m.state, m.days_over, m.progress, f.name AS file, m.sheet, m.cell, m.raw
FROM milestone_status m LEFT JOIN load.file f USING (file_sha256)
WHERE m.school_code = $1 AND m.school_year = $2 AND m.state IN ('due', 'overdue') ORDER BY m.state DESC, m.to_day, m.kind, m.number
