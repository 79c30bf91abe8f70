-- Biểu đồ 1: schools whose report had come in by the end of each week, a panel
-- a report, against the schools that must send it and its last day.
WITH st AS (SELECT * FROM obligation_status WHERE school_year = $year AND state NOT IN ('not-required', 'exempt')),
clock AS (SELECT today FROM load.clock),
span AS (
  SELECT obligation, min(title) AS title, min(position) AS position, max(first_due) AS due, count(*) AS target, least(min(CAST(received AS DATE)) FILTER (state IN ('on-time', 'late')), max(first_due)) AS first FROM st GROUP BY obligation
), week AS (
  SELECT s.*, CAST(unnest(generate_series(date_trunc('week', coalesce(first, due)) - INTERVAL 1 DAY, date_trunc('week', greatest(due, least((SELECT today FROM clock), due + INTERVAL 60 DAY))) + INTERVAL 6 DAY, INTERVAL 7 DAY)) AS DATE) AS sunday FROM span s
)
SELECT title AS panel, 'Đã nhận, hợp lệ' AS series, CAST(sunday AS VARCHAR) AS category,
  CASE WHEN sunday - 6 <= (SELECT today FROM clock) THEN (SELECT count(*) FROM st WHERE st.obligation = w.obligation AND state IN ('on-time', 'late') AND CAST(received AS DATE) <= sunday) END AS value,
  '' AS symbol, target, due AS deadline
FROM week w ORDER BY position, sunday
