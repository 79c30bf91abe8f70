-- Of a school's sheet: its improvement items and their stated money.
WITH i AS (SELECT * FROM improvement WHERE school_year = $year AND school_code BETWEEN $from AND $to),
line AS (
  SELECT 'data' AS row_kind, criterion, concat_ws(' - ', nullif(goal, ''), nullif(action, '')) AS content, coalesce(time_raw, '') AS period, amount_vnd AS amount, coalesce(nullif(source, ''), 'chưa nêu') AS source, school_code, 1 AS part, file_sha256 || sheet || lpad(cell, 8, ' ') AS place FROM i
  UNION ALL SELECT 'total', 'Cộng', count(*) || ' hạng mục, ' || count(*) FILTER (amount_vnd IS NULL) || ' chưa nêu kinh phí', '', CAST(sum(amount_vnd) AS BIGINT), '', school_code, 2, '' FROM i GROUP BY school_code
)
SELECT row_kind, criterion, content, period, amount, source, school_code AS _school FROM line ORDER BY school_code, part, criterion, place
