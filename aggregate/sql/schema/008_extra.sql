-- What stands in columns that no form knows: kept as written, part of no figure
-- (a Sở adds columns in the middle of a year; a school adds its own).
CREATE TABLE load.extra (file_sha256 VARCHAR, kind VARCHAR, head VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE VIEW extra AS
SELECT s.school_code, s.school_year, s.rulebook, e.kind, e.head,
       EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = e.file_sha256) AS current, e.file_sha256, e.sheet, e.cell, e.raw
FROM load.extra e JOIN load.known_file f USING (file_sha256) LEFT JOIN load.submission s USING (file_sha256);
COMMENT ON VIEW extra IS 'cells of columns that no form knows, as written; part of no figure';
COMMENT ON COLUMN extra.school_code IS 'mã trường';
COMMENT ON COLUMN extra.school_year IS 'năm học';
COMMENT ON COLUMN extra.rulebook IS 'bộ quy định the workbook was read under';
COMMENT ON COLUMN extra.kind IS 'kind of table the column stood in: staff, evidence, improvement …';
COMMENT ON COLUMN extra.head IS 'head of the column as written; empty when it has none';
COMMENT ON COLUMN extra.current IS 'whether the workbook counts now for some part';
COMMENT ON COLUMN extra.file_sha256 IS 'the workbook';
COMMENT ON COLUMN extra.sheet IS 'the tab';
COMMENT ON COLUMN extra.cell IS 'the cell, A1';
COMMENT ON COLUMN extra.raw IS 'what the cell says';
