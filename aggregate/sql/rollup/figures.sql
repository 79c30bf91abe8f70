-- The numbers that only the report of several units has. Without a list of the
-- units that are expected, those that came are all there are.
WITH came AS (SELECT DISTINCT _unit FROM rollup.unit),
asked AS (SELECT unit, name FROM rollup.expected UNION SELECT _unit, '' FROM came WHERE NOT EXISTS (FROM rollup.expected)),
missing AS (SELECT coalesce(nullif(name, ''), unit) AS name FROM asked WHERE unit NOT IN (FROM came))
SELECT 'units.received' AS name, (SELECT count(*) FROM came) AS numerator, (SELECT count(*) FROM asked) AS denominator, '' AS text
UNION ALL SELECT 'units.missing', (SELECT count(*) FROM missing), (SELECT count(*) FROM asked), (SELECT coalesce(string_agg(name, '; ' ORDER BY name COLLATE vi), '') FROM missing)
UNION ALL SELECT 'units.oldest', count(*), count(*), coalesce(strftime(min(as_of), '%d/%m/%Y'), '') FROM rollup.unit
