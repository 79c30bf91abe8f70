-- Biểu 7: certificates and how long they still hold; the two ledgers apart.
WITH r AS (SELECT r.*, s.name, s.commune, (SELECT today FROM load.clock) AS today FROM recognition r LEFT JOIN school s USING (school_code) WHERE told_by = 'roster')
SELECT 'data' AS row_kind, coalesce(name, school_code) AS name, CASE ledger WHEN 'kdclgd' THEN 'KĐCLGD' ELSE 'CQG' END AS ledger, CASE ledger WHEN 'kdclgd' THEN 'Cấp độ ' ELSE 'Mức độ ' END || grade AS grade, decision,
  CASE WHEN signed IS NULL THEN '' WHEN precision_of = 'month' THEN strftime(signed, '%m/%Y') ELSE strftime(signed, '%d/%m/%Y') END AS signed,
  CASE WHEN valid_to IS NULL THEN '' ELSE strftime(valid_to, '%d/%m/%Y') || CASE WHEN derived THEN ' (suy ra)' ELSE '' END END AS valid_to,
  CASE WHEN valid_to IS NULL THEN NULL WHEN valid_to < today THEN 0 ELSE date_diff('month', today, valid_to) END AS months,
  CASE WHEN valid_to IS NULL THEN 'chưa rõ thời hạn' WHEN valid_to < today THEN 'đã hết hạn' WHEN valid_to <= today + INTERVAL 5 MONTH THEN 'sắp hết hạn, đăng ký đánh giá ngoài' WHEN valid_to <= today + INTERVAL 12 MONTH THEN 'còn dưới 12 tháng, hoàn thành tự đánh giá' ELSE 'còn hiệu lực' END AS todo
FROM r ORDER BY commune COLLATE vi, name COLLATE vi, ledger, valid_to
