-- What counts in a unit's figures is of a school of its own list.
WITH told AS (
  SELECT _unit, school_code FROM rollup.obligation_status UNION SELECT _unit, school_code FROM rollup.school_level
  UNION SELECT _unit, school_code FROM rollup.criterion_result UNION SELECT _unit, school_code FROM rollup.improvement
  UNION SELECT _unit, school_code FROM rollup.evidence UNION SELECT _unit, school_code FROM rollup.staff
  UNION SELECT _unit, school_code FROM rollup.fact UNION SELECT _unit, school_code FROM rollup.milestone
  UNION SELECT _unit, school_code FROM rollup.council UNION SELECT _unit, school_code FROM rollup.disclosure
)
SELECT school_code, '', string_agg(_unit, ', ' ORDER BY _unit)
FROM told t WHERE NOT EXISTS (SELECT 1 FROM rollup.school s WHERE s._unit = t._unit AND s.school_code = t.school_code)
GROUP BY school_code ORDER BY school_code
