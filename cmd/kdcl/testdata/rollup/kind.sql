-- The kinds of schools as tables name them; a school of several levels is liên cấp.
CREATE TABLE told.kind AS FROM (VALUES
  (['MN'], 1, 'Mầm non'), (['TH'], 2, 'Tiểu học'), (['THCS'], 3, 'Trung học cơ sở'), (['TH-THCS', 'THCS-THPT', 'TH-THCS-THPT'], 4, 'Liên cấp'),
  (['THPT'], 5, 'Trung học phổ thông'), (['GDTX'], 6, 'Giáo dục thường xuyên'), ([''], 7, 'Chưa ghi cấp học')) k(kinds, position, label)
