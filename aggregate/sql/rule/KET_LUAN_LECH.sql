-- The school's own conclusion and the level that its criteria give differ; the
-- report prints both.
SELECT file_sha256, sheet, cell, raw,
       json_object('khai', CASE declared_level WHEN 0 THEN 'Không đạt' ELSE 'Mức ' || declared_level END,
                   'tinh', CASE computed_level WHEN 0 THEN 'Không đạt' ELSE 'Mức ' || computed_level END) AS args
FROM school_level
WHERE declared_level IS NOT NULL AND computed_level IS NOT NULL AND declared_level <> computed_level
