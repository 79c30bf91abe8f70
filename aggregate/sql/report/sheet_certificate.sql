-- Of a school's sheet: its certificates, those of the schools merged into it
-- too, and how long they hold.
SELECT 'data' AS row_kind, CASE ledger WHEN 'kdclgd' THEN 'KĐCLGD, cấp độ ' ELSE 'Chuẩn quốc gia, mức độ ' END || grade || CASE WHEN predecessor IS NULL THEN '' ELSE ' (' || predecessor_name || ')' END AS grade, decision, signed_text AS signed,
  valid_text AS valid_to, register_by AS register, todo AS state, school_code AS _school
FROM load.recognition_word WHERE $year = $year AND school_code BETWEEN $from AND $to ORDER BY school_code, ledger, signed, grade, cell
