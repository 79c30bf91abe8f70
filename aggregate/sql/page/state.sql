-- The state of every school and obligation, in the order of unit.yaml; monday is
-- the week in which it was received.
SELECT school_code, obligation, title, state, due, CAST(received AS TIMESTAMP) AS received, days_late, CAST(date_trunc('week', CAST(received AS TIMESTAMP)) AS DATE) AS monday
FROM obligation_status WHERE school_year = $year ORDER BY position, school_code
