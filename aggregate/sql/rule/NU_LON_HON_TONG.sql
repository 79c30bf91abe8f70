-- There can't be more women than people in a group of the staff table.
SELECT f.file_sha256, f.sheet, f.cell, f.raw, json_object('a', f.value, 'b', t.value) AS args
FROM staff f JOIN staff t ON t.file_sha256 = f.file_sha256 AND t.staff_group = f.staff_group AND t.measure = 'total'
WHERE f.measure = 'female' AND f.value > t.value
