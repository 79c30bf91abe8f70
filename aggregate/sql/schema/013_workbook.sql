-- The workbooks received for a year: every file but the zips and e-mails they
-- came in. A zip or e-mail with an entry that was refused stands for that entry.
CREATE VIEW load.workbook AS
SELECT f.* REPLACE (CASE outcome WHEN 'container' THEN 'refused' ELSE outcome END AS outcome, coalesce(expected_year, school_year) AS school_year)
FROM main.file f
WHERE outcome <> 'container' OR file_sha256 IN (SELECT file_sha256 FROM load.finding WHERE severity = 'refuse');
