-- An improvement that begins before, or ends after, the plan's school year is
-- shown and said, not changed.
SELECT file_sha256, sheet, cell, time_raw AS raw, json_object('nam_hoc', school_year) AS args
FROM improvement
WHERE school_year LIKE '____-____' AND (from_day < make_date(CAST(left(school_year, 4) AS INTEGER), 8, 1) OR to_day > make_date(CAST(right(school_year, 4) AS INTEGER), 8, 31))
