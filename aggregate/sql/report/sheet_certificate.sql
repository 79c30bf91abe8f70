-- Of a school's sheet: its certificates and how long they hold.
WITH r AS (SELECT *, (SELECT today FROM load.clock) AS today FROM load.certificate WHERE school_code BETWEEN $from AND $to)
SELECT 'data' AS row_kind, CASE ledger WHEN 'kdclgd' THEN 'KĐCLGD, cấp độ ' ELSE 'Chuẩn quốc gia, mức độ ' END || grade AS grade, decision, CASE WHEN signed IS NULL THEN '' WHEN precision_of = 'month' THEN strftime(signed, '%m/%Y') ELSE strftime(signed, '%d/%m/%Y') END AS signed,
  CASE WHEN valid_to IS NULL THEN 'chưa rõ' ELSE strftime(valid_to, '%d/%m/%Y') || CASE WHEN derived THEN ' (suy ra)' ELSE '' END END AS valid_to,
  CAST(valid_to - INTERVAL 5 MONTH AS DATE) AS register,
  CASE WHEN valid_to IS NULL THEN 'chưa rõ thời hạn' WHEN valid_to < today THEN 'đã hết hạn' WHEN valid_to <= today + INTERVAL 5 MONTH THEN 'sắp hết hạn, đã quá ngày phải đăng ký lại' WHEN valid_to <= today + INTERVAL 12 MONTH THEN 'còn dưới 12 tháng' ELSE 'còn hiệu lực' END AS state, school_code AS _school
FROM r WHERE $year = $year ORDER BY school_code, ledger, signed, grade
