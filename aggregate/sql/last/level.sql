-- The level of every school, for the next report to compare.
SELECT school_code, school_year, rulebook, computed_level AS level FROM school_level ORDER BY ALL
