-- There can't be more women than people in a group of the staff table, nor more
-- girls than pupils in a line of the school's figures.
SELECT f.file_sha256, f.sheet, f.cell, f.raw, json_object('a', f.value, 'b', t.value) AS args
FROM staff f JOIN staff t ON t.file_sha256 = f.file_sha256 AND t.staff_group = f.staff_group AND t.measure = 'total'
WHERE f.measure = 'female' AND f.value > t.value
UNION ALL
SELECT f.file_sha256, f.sheet, f.cell, f.raw, json_object('a', CAST(f.value AS BIGINT), 'b', CAST(t.value AS BIGINT))
FROM fact f JOIN fact t ON t.file_sha256 = f.file_sha256 AND t.fact_table = f.fact_table AND t.year = f.year AND f.label = t.label || '/Nữ'
WHERE f.value > t.value AND NOT f.is_rate AND NOT t.is_rate
