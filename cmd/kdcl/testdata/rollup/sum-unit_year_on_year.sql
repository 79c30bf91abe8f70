-- How many schools of a kind moved, in all units together: a line a kind and family, never one a unit.
WITH own AS (
  SELECT school_year, kind_group, family, CAST(sum(schools) AS BIGINT) AS schools, CAST(sum(raised) AS BIGINT) AS raised, CAST(sum(same) AS BIGINT) AS same, CAST(sum(lowered) AS BIGINT) AS lowered,
    CAST(sum(unknown) AS BIGINT) AS unknown, CAST(sum(family_changed) AS BIGINT) AS family_changed, CAST(sum(no_previous) AS BIGINT) AS no_previous, CAST(sum(rulebook_changed) AS BIGINT) AS rulebook_changed FROM told.unit_year_on_year GROUP BY ALL
), here AS (SELECT school_year, kind_group, family, schools, raised, same, lowered, unknown, family_changed, no_previous, rulebook_changed FROM main.unit_year_on_year)
