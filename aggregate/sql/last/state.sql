-- Where every school stood with every obligation, for the next report to compare.
SELECT school_code, school_year, obligation, state FROM obligation_status ORDER BY ALL
