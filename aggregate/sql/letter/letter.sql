-- The obligations that call for a letter: after the due day to remind those who
-- owe or must correct, before it to recall it to those not in yet. Whoever has an
-- extension that still runs, is exempt or need not send is in neither.
WITH s AS (SELECT * FROM obligation_status WHERE school_year = $year AND state NOT IN ('not-required', 'exempt')),
one AS (
  SELECT obligation, any_value(title) AS title, min(first_due) AS due, min(position) AS position,
         count(*) AS asked, count(*) FILTER (state IN ('on-time', 'late')) AS received,
         count(*) FILTER (state IN ('overdue', 'needs-correction')) AS owing, count(*) FILTER (state = 'due-soon') AS soon
  FROM s GROUP BY obligation
)
SELECT obligation, title, due, CASE WHEN due < (SELECT CAST(as_of AS DATE) FROM unit) THEN 'don-doc' ELSE 'nhac' END AS tone, asked, received,
       CASE WHEN due < (SELECT CAST(as_of AS DATE) FROM unit) THEN owing ELSE owing + soon END AS open
FROM one
WHERE owing > 0 OR soon > 0 AND due >= (SELECT CAST(as_of AS DATE) FROM unit)
ORDER BY position
