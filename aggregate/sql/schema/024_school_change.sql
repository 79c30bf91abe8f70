-- What changed of the schools, by day: what each was before it, and what it has
-- been since: what the next change of the same kind found, else the roster's own.
CREATE VIEW school_change AS
SELECT c.school_code, CAST(c.from_day AS DATE) AS from_day, c.what, c.before_value AS "before",
  CASE c.what WHEN 'split' THEN c.school_code ELSE coalesce(lead(c.before_value) OVER (PARTITION BY c.school_code, c.what ORDER BY c.from_day),
    CASE c.what WHEN 'name' THEN s.name WHEN 'kind' THEN s.kind WHEN 'private' THEN CAST(s.private AS VARCHAR) WHEN 'commune' THEN s.commune END) END AS "after",
  c.sheet, c.cell, c.raw
FROM load.school_change c LEFT JOIN load.roster_school s ON s.code = c.school_code;
COMMENT ON VIEW school_change IS 'What changed of the schools, by day: name, kind, private, commune, or split: the school it came from';
COMMENT ON COLUMN school_change.school_code IS 'mã trường, text with leading zeros';
COMMENT ON COLUMN school_change.from_day IS 'first day of the new state';
COMMENT ON COLUMN school_change.what IS 'name, kind, private, commune, split';
COMMENT ON COLUMN school_change.before IS 'what it was before; of a split the code of the school it came from';
COMMENT ON COLUMN school_change.after IS 'what it has been since; of a split the new school';
COMMENT ON COLUMN school_change.sheet IS 'sheet of the roster';
COMMENT ON COLUMN school_change.cell IS 'cell of the roster, A1 style';
COMMENT ON COLUMN school_change.raw IS 'what the cell says';
