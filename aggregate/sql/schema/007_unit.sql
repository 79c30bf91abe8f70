-- Who runs kdcl, and the moment and school year that its figures stand for: one row.
CREATE VIEW unit AS
SELECT m.value->>'ID' AS id, m.value->>'Name' AS name, m.value->>'Superior' AS superior, m.value->>'Place' AS place, m.value->>'Province' AS province,
       s.school_year, s.now_local AS as_of
FROM load.meta m CROSS JOIN load.setting s WHERE m.key = 'unit';
COMMENT ON VIEW unit IS 'the office that runs kdcl: one row';
COMMENT ON COLUMN unit.id IS 'short name in exports: small letters, digits and dashes';
COMMENT ON COLUMN unit.name IS 'tên cơ quan';
COMMENT ON COLUMN unit.superior IS 'cơ quan chủ quản';
COMMENT ON COLUMN unit.place IS 'địa danh';
COMMENT ON COLUMN unit.province IS 'tỉnh, thành phố, as unit.yaml writes it';
COMMENT ON COLUMN unit.school_year IS 'năm học being received';
COMMENT ON COLUMN unit.as_of IS 'local moment that the figures stand for';
