-- A school stands in one unit's list only: in two, it would be counted twice.
SELECT school_code, min(name), string_agg(_unit, ', ' ORDER BY _unit)
FROM rollup.school GROUP BY school_code HAVING count(*) > 1 ORDER BY school_code
