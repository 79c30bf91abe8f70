-- Reporting figures by obligation, kind and commune, and of all together. The denominator is the
-- reports expected (school x obligation, neither exempt nor not required), and
-- every numerator is a part of it: no rate exceeds 100 %, none is of nothing.
CREATE VIEW reporting_rate AS
WITH expected AS (
  SELECT school_year, state, obligation, kind, commune FROM obligation_status WHERE state NOT IN ('not-required', 'exempt')
), told AS (
  SELECT school_year, 'obligation' AS grouped_by, obligation AS label, state FROM expected
  UNION ALL SELECT school_year, 'kind', coalesce(kind, ''), state FROM expected
  UNION ALL SELECT school_year, 'commune', coalesce(commune, ''), state FROM expected
  UNION ALL SELECT school_year, 'all', '', state FROM expected
), counted AS (
  SELECT school_year, grouped_by, label, count(*) AS expected,
         count(*) FILTER (state IN ('on-time', 'late', 'needs-correction')) AS received,
         count(*) FILTER (state = 'on-time') AS on_time,
         count(*) FILTER (state IN ('on-time', 'late')) AS complete
  FROM told GROUP BY ALL
)
SELECT *, round(received * 100.0 / expected, 1) AS received_percent, round(on_time * 100.0 / expected, 1) AS on_time_percent, round(complete * 100.0 / expected, 1) AS complete_percent
FROM counted;
COMMENT ON VIEW reporting_rate IS 'Reports expected, received, on time and complete, by obligation, kind and commune and of all; rates of the expected';
COMMENT ON COLUMN reporting_rate.school_year IS 'năm học, "2026-2027"';
COMMENT ON COLUMN reporting_rate.grouped_by IS 'obligation, kind, commune, or all';
COMMENT ON COLUMN reporting_rate.label IS 'id of the obligation, cấp học, or xã/phường; empty when not told, and for all';
COMMENT ON COLUMN reporting_rate.expected IS 'school x obligation that must be sent: the denominator of every rate';
COMMENT ON COLUMN reporting_rate.received IS 'something arrived, a refused workbook too';
COMMENT ON COLUMN reporting_rate.on_time IS 'met by the last good day';
COMMENT ON COLUMN reporting_rate.complete IS 'met, on time or late';
COMMENT ON COLUMN reporting_rate.received_percent IS 'received of expected, %';
COMMENT ON COLUMN reporting_rate.on_time_percent IS 'on time of expected, %';
COMMENT ON COLUMN reporting_rate.complete_percent IS 'complete of expected, %';
