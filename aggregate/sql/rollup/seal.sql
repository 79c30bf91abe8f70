-- What the report's queries ask for besides the public views, of all units.
CREATE OR REPLACE VIEW load.current_part AS
SELECT school_code, school_year, unnest(string_split(parts, ',')) AS part, file_sha256, rulebook FROM main.submission WHERE current AND parts IS NOT NULL;

INSERT INTO load.finding SELECT file_sha256, found_by, code, severity, sheet, cell, raw, message_vi, message_en, fix_vi, fix_en FROM main.finding;
INSERT INTO load.tally SELECT file_sha256, sheet, rows_found, rows_loaded, rows_refused, rows_heading, rows_blank FROM main.tally;
INSERT INTO load.improvement (source) SELECT DISTINCT source FROM main.improvement;

-- Each unit's states are those of its own moment; what is asked of today
-- (certificates, milestones) is asked of the latest.
UPDATE load.setting SET school_year = $year, now_local = (SELECT max(as_of) FROM main.unit);
