-- The rates of the rollup are made again from the states: their counts are the sums of the units' own.
WITH own AS (
  SELECT school_year, grouped_by, label, CAST(sum(expected) AS BIGINT) AS expected, CAST(sum(received) AS BIGINT) AS received, CAST(sum(on_time) AS BIGINT) AS on_time, CAST(sum(complete) AS BIGINT) AS complete FROM told.reporting_rate GROUP BY ALL
), here AS (SELECT school_year, grouped_by, label, expected, received, on_time, complete FROM main.reporting_rate)
