-- A council has one chair, who is the head of the school, and a secretary (TT17,
-- 18, 19/2018 Điều 24). Said only where the duties are written. Never refused.
WITH member AS (
  SELECT file_sha256, sheet, cell, lower(position) AS position,
         regexp_matches(lower(nfc_normalize(trim(duty))), '^(chủ tịch|ct *(hđ|hội đồng)|ct$)') AS chair,
         regexp_matches(lower(nfc_normalize(duty)), 'thư k[ýí]|^ *tk *hđ') OR council_group ILIKE '%thư ký%' OR council_group ILIKE '%thư kí%' AS clerk,
         trim(duty) <> '' AS said,
         council_group ILIKE '%hội đồng%' OR council_group = '' AS of_council
  FROM council
), of_file AS (
  SELECT file_sha256, any_value(sheet) FILTER (of_council) AS sheet, min(cell) FILTER (of_council) AS cell,
         count(*) FILTER (chair AND of_council) AS chairs, count(*) FILTER (clerk) AS clerks, bool_or(said AND of_council) AS said,
         string_agg(DISTINCT position, ', ' ORDER BY position) FILTER (chair AND of_council) AS positions,
         bool_or(chair AND of_council AND position <> '' AND NOT regexp_matches(position, '^(quyền |q\. ?)?(hiệu trưởng|giám đốc)|phụ trách')) AS other
  FROM member GROUP BY file_sha256
)
SELECT file_sha256, sheet, cell, '' AS raw, json_object('n', chairs, 'k', clerks, 'chuc_vu', coalesce(positions, 'chưa ghi')) AS args
FROM of_file WHERE said AND (chairs <> 1 OR clerks = 0 OR other)
