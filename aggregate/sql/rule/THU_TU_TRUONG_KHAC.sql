-- A workbook came from the e-mail address of another school than its own. Two
-- schools may share an address: then it is not said.
SELECT f.file_sha256, '' AS sheet, '' AS cell, '' AS raw, json_object('tep', f.name, 'ten_truong', s.name, 'truong_khac', b.name) AS args
FROM load.known_file f JOIN load.submission s USING (file_sha256) JOIN load.school b ON b.code = f.sender_school
WHERE s.school_code <> '' AND s.school_code <> f.sender_school AND f.outcome <> 'container'
