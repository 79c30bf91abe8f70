-- The level of every criterion, for the next report to compare.
SELECT school_code, school_year, rulebook, criterion, level FROM criterion_result ORDER BY ALL
