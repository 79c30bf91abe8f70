-- Schools that had met an obligation by the end of each week (Monday to Sunday):
-- the self-assessment report once one came, before that whatever is due next to now.
WITH one AS (
  SELECT obligation, any_value(title) AS title, min(first_due) AS due FROM obligation_status WHERE school_year = $year AND state <> 'not-required'
  GROUP BY obligation
  ORDER BY bool_or(part = 'self-assessment' AND state IN ('on-time', 'late')) DESC, abs(min(first_due) - (SELECT CAST(as_of AS DATE) FROM unit)), min(first_due) DESC, obligation LIMIT 1
), met AS (
  SELECT CAST(date_trunc('week', CAST(s.received AS TIMESTAMP)) AS DATE) AS monday, count(*) AS n
  FROM obligation_status s JOIN one USING (obligation) WHERE s.school_year = $year AND s.state IN ('on-time', 'late') GROUP BY monday
), span AS (
  SELECT unnest(generate_series((SELECT min(monday) FROM met), greatest((SELECT max(monday) FROM met), date_trunc('week', (SELECT max(due) FROM one))), INTERVAL 7 DAY)) AS monday
), asked AS (
  SELECT count(*) AS n FROM obligation_status s JOIN one USING (obligation) WHERE s.school_year = $year AND s.state NOT IN ('not-required', 'exempt')
)
SELECT (SELECT title FROM one) AS title, (SELECT max(due) FROM one) AS due, CAST(span.monday AS DATE) AS monday, CAST(coalesce(met.n, 0) AS BIGINT) AS n,
       CAST(sum(coalesce(met.n, 0)) OVER (ORDER BY span.monday) AS BIGINT) AS so_far, (SELECT n FROM asked) AS asked, (SELECT obligation FROM one) AS obligation
FROM span LEFT JOIN met ON met.monday = CAST(span.monday AS DATE) ORDER BY span.monday
