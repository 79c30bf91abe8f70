-- An obligation's id means the same report in every unit.
SELECT obligation, string_agg(DISTINCT part, ', ' ORDER BY part), string_agg(DISTINCT _unit, ', ' ORDER BY _unit)
FROM rollup.obligation GROUP BY obligation, school_year HAVING count(DISTINCT part) > 1 ORDER BY obligation
