package ingest_test

// A title block as it stands above most tables, in five rows.
const titled = `
	# Bảng
	PHÒNG GD&ĐT HUYỆN HAI | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
	TRƯỜNG TIỂU HỌC HÒA BÌNH | | Độc lập - Tự do - Hạnh phúc
	BÁO CÁO TỰ ĐÁNH GIÁ
	Năm học 2022-2023`

var messyText = []messy{
	{name: "messy 20: the tone's place, i and y, in heads, roles and groups", book: titled + `
		Số TT | Họ và tên | Chức danh, chức vụ | Nhiệm vụ
		1 | Hiệu trưởng | Hiệu trưởng | Chủ tịch HĐ
		2 | Thư kí một | Uỷ viên | Thư kí Hội đồng
		# Số liệu
		4. Trẻ em, học sinh
		Số liệu | Năm học 2018-2019 | Năm học 2019-2020 | Năm học 2020-2021 | Năm học 2021-2022 | Năm học 2022-2023
		Tỉ lệ giáo viên/lớp | 1,4 | 1,5 | 1,5 | 1,5 | 1,52
		# MC
		Tiêu chí | Kí hiệu MC | Tên minh chứng
		1.2 | [H1-1.2-03] | Quyết định kiện toàn Hội đồng Trường, ban hành quí I`, want: `
		hđ [] Hiệu trưởng | Hiệu trưởng | Chủ tịch HĐ @Bảng!B6
		hđ [] Thư kí một | Ủy viên | Thư kí Hội đồng @Bảng!B7
		sl pupils Tỉ lệ giáo viên/lớp 2018-2019 = 1.4 @Số liệu!B3
		sl pupils Tỉ lệ giáo viên/lớp 2019-2020 = 1.5 @Số liệu!C3
		sl pupils Tỉ lệ giáo viên/lớp 2020-2021 = 1.5 @Số liệu!D3
		sl pupils Tỉ lệ giáo viên/lớp 2021-2022 = 1.5 @Số liệu!E3
		sl pupils Tỉ lệ giáo viên/lớp 2022-2023 = 1.52 @Số liệu!F3
		mc H1-1.2-03 Quyết định kiện toàn Hội đồng Trường, ban hành quí I @MC!B2
		dùng 1.2 H1-1.2-03 @MC!B2`},
	{name: "messy 22: curly quotes, long dashes, true minus and times", book: titled + `
		Tiêu chuẩn – tiêu chí | Không đạt | “Mức 1” | Mức 2 | Mức 3
		Tiêu chí 1.1 | – | × | × | −
		Tiêu chí 1.3 | — | × | ✓ | ×
		# Thời gian
		Thời gian | Hoạt động
		Tuần 3 – 8 | Thu thập “minh chứng” – đợt 1
		# MC
		Tiêu chí | Mã minh chứng | Tên minh chứng
		1.1 | [H1–1.1–01] | Kế hoạch “Trường học hạnh phúc” 2020—2025`, want: `
		tc 1.1 = 2 @Bảng!D6
		tc 1.3 = 3 @Bảng!E7
		mốc Thu thập “minh chứng” – đợt 1 [3 4 5 6 7 8] .. @Thời gian!B2
		mc H1-1.1-01 Kế hoạch “Trường học hạnh phúc” 2020—2025 @MC!B2
		dùng 1.1 H1-1.1-01 @MC!B2
		! TUAN_CHUA_CO_LICH @Thời gian!A2`},
	{name: "messy 23: no accents, all capitals, names left as they are", book: titled + `
		TIEU CHUAN, TIEU CHI | KHONG DAT | MUC 1 | MUC 2 | MUC 3
		TIEU CHUAN 1: TO CHUC VA QUAN LY | | | |
		TIEU CHI 1.1 | | X | X | KHONG DAT
		Tieu chi 1.3 | khong dat | | |
		# Hoi dong
		STT | HO VA TEN | CHUC VU | NHIEM VU
		1 | nguyễn văn a | HIEU TRUONG | CHU TICH
		2 | TRẦN THỊ B | Pho Hieu truong | pho chu tich`, want: `
		tc 1.1 = 2 @Bảng!D7
		tc 1.3 = 0 @Bảng!B8
		hđ [] nguyễn văn a | Hiệu trưởng | CHU TICH @Hoi dong!B2
		hđ [] TRẦN THỊ B | Phó Hiệu trưởng | pho chu tich @Hoi dong!B3`},
	{name: "messy 24: slips in heads are read and said, names are left and said", book: titled + `
		TT | Họ và tênn | Chức danh, chức vụ | Nhiêm vụ
		Hội đồng tự đánh giá | < | < | <
		1 | Tổ trưởng Thắm | PHT | Chủ tịch
		2 | Cô giáo Lê | GV | Ủy viên
		3 | Cô giáo Hoa | GV | Ủy viên
		Nhóm 1 | < | < | <
		1 | Tổ trưởng Thăm | PHT | Trưởng nhóm
		2 | Cô giáo Leo | GV | Thành viên
		3 | Cô giáo Hoa | GV | Thành viên
		4 | Cô giáo Hòa | GV | Thành viên`, want: `
		hđ [Hội đồng tự đánh giá] Tổ trưởng Thắm | Phó Hiệu trưởng | Chủ tịch @Bảng!B7
		hđ [Hội đồng tự đánh giá] Cô giáo Lê | Giáo viên | Ủy viên @Bảng!B8
		hđ [Hội đồng tự đánh giá] Cô giáo Hoa | Giáo viên | Ủy viên @Bảng!B9
		hđ [Nhóm 1] Tổ trưởng Thăm | Phó Hiệu trưởng | Trưởng nhóm @Bảng!B11
		hđ [Nhóm 1] Cô giáo Leo | Giáo viên | Thành viên @Bảng!B12
		hđ [Nhóm 1] Cô giáo Hoa | Giáo viên | Thành viên @Bảng!B13
		hđ [Nhóm 1] Cô giáo Hòa | Giáo viên | Thành viên @Bảng!B14
		! NGHI_LOI_CHINH_TA @Bảng!B5
		! NGHI_LOI_CHINH_TA @Bảng!B11
		! NGHI_LOI_CHINH_TA @Bảng!B12`},
	{name: "messy 25: words of a web page around and below a table", book: `
		# Trang1
		Trang chủ | Giới thiệu | Tin tức | Liên hệ | Đăng nhập
		KẾ HOẠCH TỰ ĐÁNH GIÁ, TRƯỜNG TIỂU HỌC HÒA BÌNH
		Năm học 2022-2023
		Số lớp học | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		Khối lớp 1 | 3 | 3 | 4 | 4 | 4
		Khối lớp 2 | 3 | 3 | 3 | 4 | 4
		Cộng | 6 | 6 | 7 | 8 | 8
		Thống kê truy cập | 12 | | | |
		Hôm nay | 45 | 30 | | |
		Tổng lượt truy cập | 120345 | | | |
		Bản quyền thuộc về Phòng GD&ĐT`, want: `
		sl classes Khối lớp 1 2018-2019 = 3 @Trang1!B5
		sl classes Khối lớp 1 2019-2020 = 3 @Trang1!C5
		sl classes Khối lớp 1 2020-2021 = 4 @Trang1!D5
		sl classes Khối lớp 1 2021-2022 = 4 @Trang1!E5
		sl classes Khối lớp 1 2022-2023 = 4 @Trang1!F5
		sl classes Khối lớp 2 2018-2019 = 3 @Trang1!B6
		sl classes Khối lớp 2 2019-2020 = 3 @Trang1!C6
		sl classes Khối lớp 2 2020-2021 = 3 @Trang1!D6
		sl classes Khối lớp 2 2021-2022 = 4 @Trang1!E6
		sl classes Khối lớp 2 2022-2023 = 4 @Trang1!F6
		sl classes Cộng 2018-2019 = 6 @Trang1!B7
		sl classes Cộng 2019-2020 = 6 @Trang1!C7
		sl classes Cộng 2020-2021 = 7 @Trang1!D7
		sl classes Cộng 2021-2022 = 8 @Trang1!E7
		sl classes Cộng 2022-2023 = 8 @Trang1!F7
		! SO_NGOAI_BANG @Trang1!A8`},
}

var messyHeads = []messy{
	{name: "messy 28: a number row under the head, bracketed", book: titled + `
		TT | Nội dung cải tiến | Mục tiêu cải tiến | Hoạt động/giải pháp | Chỉ số đánh giá kết quả | Thời gian thực hiện | Đơn vị/cá nhân phụ trách
		(1) | (2) | (3) | (4) | (5) | (6) | (7)
		1 | Thư viện | Đủ đầu sách | Mua sách | 500 cuốn | Tháng 3/2023 | Tổ văn phòng`, want: `
		ct  | Thư viện: Mua sách | 2023-03-01..2023-03-31 | ? |  @Bảng!D7`},
	{name: "messy 28: bare numbers, letters before numbers, a sum in the number row", book: titled + `
		Đối tượng | Tổng số | Nữ | Dân tộc | Chưa đạt chuẩn | Đạt chuẩn | Trên chuẩn
		A | {number}1 | {number}2 | {number}3 | {number}4 | {number}5 | {number}6
		Giáo viên | 21 | 19 | 2 | 1 | 15 | 5
		# Kết quả
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1 | 2 | 3 | 4 | 5
		Tiêu chí 1.1 | | x | x |
		# Lớp
		Số lớp học | 2020-2021 | 2021-2022 | 2022-2023
		(A) | (1) | (2) | (3)=(1)+(2)
		Khối lớp 4 | 2 | 3 | 3`, want: `
		ns Giáo viên total = 21 @Bảng!B7
		ns Giáo viên female = 19 @Bảng!C7
		ns Giáo viên ethnic = 2 @Bảng!D7
		ns Giáo viên below_standard = 1 @Bảng!E7
		ns Giáo viên at_standard = 15 @Bảng!F7
		ns Giáo viên above_standard = 5 @Bảng!G7
		tc 1.1 = 2 @Kết quả!D3
		sl classes Khối lớp 4 2020-2021 = 2 @Lớp!B3
		sl classes Khối lớp 4 2021-2022 = 3 @Lớp!C3
		sl classes Khối lớp 4 2022-2023 = 3 @Lớp!D3
		! COT_NAM_HOC @Lớp!B1`},
	{name: "messy 28: a head printed again on the next page", book: titled + `
		Số lớp học | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		Khối lớp 1 | 3 | 3 | 4 | 4 | 4
		Số lớp học | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		Khối lớp 2 | 3 | 3 | 3 | 4 | 4
		Cộng | 6 | 6 | 7 | 8 | 9`, want: `
		sl classes Khối lớp 1 2018-2019 = 3 @Bảng!B6
		sl classes Khối lớp 1 2019-2020 = 3 @Bảng!C6
		sl classes Khối lớp 1 2020-2021 = 4 @Bảng!D6
		sl classes Khối lớp 1 2021-2022 = 4 @Bảng!E6
		sl classes Khối lớp 1 2022-2023 = 4 @Bảng!F6
		sl classes Khối lớp 2 2018-2019 = 3 @Bảng!B8
		sl classes Khối lớp 2 2019-2020 = 3 @Bảng!C8
		sl classes Khối lớp 2 2020-2021 = 3 @Bảng!D8
		sl classes Khối lớp 2 2021-2022 = 4 @Bảng!E8
		sl classes Khối lớp 2 2022-2023 = 4 @Bảng!F8
		sl classes Cộng 2018-2019 = 6 @Bảng!B9
		sl classes Cộng 2019-2020 = 6 @Bảng!C9
		sl classes Cộng 2020-2021 = 7 @Bảng!D9
		sl classes Cộng 2021-2022 = 8 @Bảng!E9
		sl classes Cộng 2022-2023 = 9 @Bảng!F9
		! CONG_SAI @Bảng!F9`},
	{name: "messy 32: two tables side by side without a free column", book: titled + `
		Tiêu chí | Mức 1 | Mức 2 | Tiêu chí | Mức 1 | Mức 2
		Tiêu chuẩn 1 | < | < | < | < | <
		1.1 | x | x | 1.4 | x |
		1.2 | x | | 1.5 | |
		1.3 | | | 1.6 | x | x`, want: `
		tc 1.1 = 2 @Bảng!C7
		tc 1.2 = 1 @Bảng!B8
		tc 1.3 = ? @Bảng!A9
		tc 1.4 = 1 @Bảng!E7
		tc 1.5 = ? @Bảng!D8
		tc 1.6 = 2 @Bảng!F9`},
	{name: "messy 32: side by side, heads at different heights, a third table below", book: titled + `
		TT | Họ và tên | Chức vụ | Nhiệm vụ | | THỜI GIAN BIỂU
		1 | Hiệu trưởng | HT | Chủ tịch HĐ | | Thời gian | Hoạt động
		2 | Phó Hiệu trưởng | PHT | Phó Chủ tịch | | Tháng 9/2022 | Họp hội đồng
		3 | Thư ký | GV | Thư ký | | Tháng 10/2022 | Phân công
		| | | | | Tháng 11/2022 | Viết phiếu

		Tiêu chí | Mã minh chứng | Tên minh chứng
		1.1 | [H2-1.1-01] | Nghị quyết`, want: `
		hđ [] Hiệu trưởng | Hiệu trưởng | Chủ tịch HĐ @Bảng!B6
		hđ [] Phó Hiệu trưởng | Phó Hiệu trưởng | Phó Chủ tịch @Bảng!B7
		hđ [] Thư ký | Giáo viên | Thư ký @Bảng!B8
		mốc Họp hội đồng [] 2022-09-01..2022-09-30 @Bảng!G7
		mốc Phân công [] 2022-10-01..2022-10-31 @Bảng!G8
		mốc Viết phiếu [] 2022-11-01..2022-11-30 @Bảng!G9
		mc H2-1.1-01 Nghị quyết @Bảng!B12
		dùng 1.1 H2-1.1-01 @Bảng!B12`},
	{name: "messy 38: years in rows", book: titled + `
		Tiêu chí | Mức 1 | Mức 2
		1.1 | x | x

		1. Số lớp học
		Năm học | Khối lớp 1 | Khối lớp 2 | Khối lớp 3 | Cộng
		2020-2021 | 3 | 3 | 3 | 9
		2021-2022 | 4 | 3 | 3 | 10
		2022-2023 | 4 | 4 | 3 | 11`, want: `
		tc 1.1 = 2 @Bảng!C6
		! BANG_XOAY @Bảng!A9`},
	{name: "messy 38: criteria across, levels down", book: titled + `
		TT | Họ và tên | Chức vụ
		1 | Hiệu trưởng | HT
		# KQ
		Tiêu chí | 1.1 | 1.2 | 1.3 | 1.4
		Không đạt | | | x |
		Mức 1 | x | x | | x
		Mức 2 | x | | | x`, want: `
		hđ [] Hiệu trưởng | Hiệu trưởng |  @Bảng!B6
		! BANG_XOAY @KQ!A1`},
	{name: "messy 38: groups of staff across, and heads of the pupils' table by year", book: titled + `
		TT | Họ và tên | Chức vụ
		1 | Hiệu trưởng | HT
		# Nhân sự
		Chức danh | Hiệu trưởng | Phó Hiệu trưởng | Giáo viên | Nhân viên
		Tổng số | 1 | 2 | 20 | 4
		Nữ | 1 | 2 | 18 | 3
		Dân tộc | 0 | 0 | 1 | 0
		# Học sinh
		Năm học | Tổng số | Nữ | Dân tộc thiểu số
		2020-2021 | 350 | 170 | 3
		2021-2022 | 360 | 175 | 4
		2022-2023 | 372 | 180 | 4`, want: `
		hđ [] Hiệu trưởng | Hiệu trưởng |  @Bảng!B6
		! BANG_XOAY @Nhân sự!A1
		! BANG_XOAY @Học sinh!A1`},
}

var messyRows = []messy{
	{name: "messy 29: merged down: criterion, group, note, money, a mark", book: titled + `
		TT | Tiêu chuẩn, tiêu chí | Công việc/giải pháp cần thực hiện | Thời gian thực hiện | Dự kiến kinh phí | Ghi chú
		1 | Tiêu chí 3.2 | Sửa mái | Tháng 9/2022 | 90.000.000 | Ưu tiên
		^ | ^ | Sơn tường | Tháng 10/2022 | ^ | ^
		2 | | Mua bàn | Tháng 11/2022 | 15.000.000 |
		# MC
		Tiêu chí | Số TT | Mã minh chứng | Tên minh chứng | Nơi ban hành
		Tiêu chí 1.1 | 1 | [H1-1.1-01] | Kế hoạch năm | Hiệu trưởng
		^ | 2 | [H1-1.1-02] | Nghị quyết | ^
		^ | 3 | [H1-1.1-03] | Biên bản họp | Thư ký
		^ | ^ | ^ | và phụ lục kèm theo |
		# KQ
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x | 
		1.2 | | ^ | ^ |
		1.3 | | x | < |`, want: `
		tc 1.1 = 2 @KQ!D2
		tc 1.2 = 2 @KQ!D3
		tc 1.3 = 2 @KQ!D4
		ct 3.2 | Sửa mái | 2022-09-01..2022-09-30 | 90000000 |  @Bảng!E6
		ct 3.2 | Sơn tường | 2022-10-01..2022-10-31 | ? |  @Bảng!E7
		ct 3.2 | Mua bàn | 2022-11-01..2022-11-30 | 15000000 |  @Bảng!E8
		mc H1-1.1-01 Kế hoạch năm @MC!C2
		mc H1-1.1-02 Nghị quyết @MC!C3
		mc H1-1.1-03 Biên bản họp⏎và phụ lục kèm theo @MC!C4
		dùng 1.1 H1-1.1-01 @MC!C2
		dùng 1.1 H1-1.1-02 @MC!C3
		dùng 1.1 H1-1.1-03 @MC!C4
		! KINH_PHI_GOP @Bảng!E6
		! DAU_DUOC_HIEU @KQ!D4`},
	{name: "messy 29: blanks under a month and a criterion are filled down, others are not", book: titled + `
		Tháng | Nội dung | Mốc thời gian
		Tháng 9/2022 | Thành lập hội đồng | Tuần 1
		| Phổ biến kế hoạch |
		Tháng 10/2022 | Thu thập minh chứng | Tuần 3, 4
		# Thu thập
		Tiêu chí | Minh chứng cần thu thập | Nơi thu thập | Người phụ trách
		1.1 | Kế hoạch | Văn phòng | Nhóm 1
		| Nghị quyết | | Nhóm 1
		1.2 | Quyết định | Văn phòng |`, want: `
		collection 1.1 | Kế hoạch | Nhóm 1 | .. | ? @Thu thập!A2
		collection 1.1 | Nghị quyết | Nhóm 1 | .. | ? @Thu thập
		collection 1.2 | Quyết định |  | .. | ? @Thu thập!A4
		mốc Thành lập hội đồng [1] 2022-09-01..2022-09-07 @Bảng!B6
		mốc Phổ biến kế hoạch [] 2022-09-01..2022-09-30 @Bảng!B7
		mốc Thu thập minh chứng [3 4] 2022-10-15..2022-10-31 @Bảng!B8
		! NGAY_SUY_DOAN @Bảng!C6
		! NGAY_SUY_DOAN @Bảng!C8`},
	{name: "messy 29: months merged down, bare numbers of weeks beside them", book: titled + `
		Tháng | Tuần | Nội dung công việc
		9/2022 | 1 | Họp
		^ | 2-3 | Tập huấn
		10 | Tuần 1 | Thu thập`, want: `
		mốc Họp [1] 2022-09-01..2022-09-07 @Bảng!C6
		mốc Tập huấn [2 3] 2022-09-08..2022-09-21 @Bảng!C7
		mốc Thu thập [1] 2022-10-01..2022-10-07 @Bảng!C8
		! NGAY_SUY_DOAN @Bảng!B6
		! NGAY_SUY_DOAN @Bảng!B7
		! NGAY_SUY_DOAN @Bảng!B8`},
	{name: "messy 30: standards, subtotals and totals among the amounts", book: titled + `
		TT | Tiêu chuẩn, tiêu chí | Công việc/giải pháp cần thực hiện | Thời gian thực hiện | Kinh phí (triệu đồng)
		I | Tiêu chuẩn 3: Cơ sở vật chất | < | < | <
		1 | 3.1 | Sân chơi | Tháng 2/2023 | 40
		2 | 3.4 | Nhà vệ sinh | Tháng 3/2023 | 60
		| Cộng tiêu chuẩn 3 | | | 100
		II | Tiêu chuẩn 5: Hoạt động giáo dục | < | < | <
		3 | 5.2 | Bồi dưỡng | Tháng 4/2023 | 12,5
		Tổng cộng | < | < | < | 115
		# Thu thập
		Tiêu chuẩn | Minh chứng cần thu thập | Nơi thu thập | Kinh phí
		1 | Kế hoạch | Văn phòng | 120.000 đ
		2 | Hồ sơ | Tổ CM | 150.000 đ
		Cộng | | | 270.000 đ`, want: `
		collection 1 | Kế hoạch |  | .. | 120000 @Thu thập!D2
		collection 2 | Hồ sơ |  | .. | 150000 @Thu thập!D3
		ct 3.1 | Sân chơi | 2023-02-01..2023-02-28 | 40000000 |  @Bảng!E7
		ct 3.4 | Nhà vệ sinh | 2023-03-01..2023-03-31 | 60000000 |  @Bảng!E8
		ct 5.2 | Bồi dưỡng | 2023-04-01..2023-04-30 | 12500000 |  @Bảng!E11
		! CONG_SAI @Bảng!E12`},
	{name: "messy 30: counts and shares below the results, a unit in a head", book: titled + `
		STT | Tiêu chuẩn, tiêu chí | Không đạt | Đạt mức 1 | Đạt mức 2 | Đạt mức 3
		I | Tiêu chuẩn 1 | | | |
		1 | Tiêu chí 1.1: Phương hướng | | x | x |
		2 | Tiêu chí 1.3: Tổ chức | | x | |
		II | Tiêu chuẩn 2 | | | |
		1 | Tiêu chí 2.1: Hiệu trưởng | | x | x | x
		Tổng cộng | < | 0 | 3 | 2 | 2
		Tỷ lệ % | < | 0 | 100 | 66,7 | 50
		# CT
		STT | Tiêu chí | Nội dung, giải pháp | Thời hạn | Dự toán (nghìn đồng) | Nguồn
		1 | 3.1 | Sửa | 12/2022 | 1.500 | Ngân sách
		2 | 3.2 | Mua | 01/2023 | 2.500 | Xã hội hóa
		| | Tổng kinh phí | | 5.000 |`, want: `
		tc 1.1 = 2 @Bảng!E7
		tc 1.3 = 1 @Bảng!D8
		tc 2.1 = 3 @Bảng!F10
		ct 3.1 | Sửa | 2022-12-01..2022-12-31 | 1500000 | Ngân sách @CT!E2
		ct 3.2 | Mua | 2023-01-01..2023-01-31 | 2500000 | Xã hội hóa @CT!E3
		! CONG_SAI @Bảng!F11
		! CONG_SAI @Bảng!F12
		! CONG_SAI @CT!E4`},
	{name: "messy 30: Trong đó, parts and totals among the staff; Công đoàn is no total", book: titled + `
		Đối tượng | Tổng số | Nữ
		Cán bộ quản lý | 3 | 2
		Trong đó: Hiệu trưởng | 1 | 1
		- Phó Hiệu trưởng | 2 | 1
		Giáo viên | 20 | 18
		Công đoàn viên chuyên trách | 1 | 1
		Tổng cộng | 24 | 22`, want: `
		ns Cán bộ quản lý total = 3 @Bảng!B6
		ns Cán bộ quản lý female = 2 @Bảng!C6
		ns Hiệu trưởng total = 1 @Bảng!B7
		ns Hiệu trưởng female = 1 @Bảng!C7
		ns Phó Hiệu trưởng total = 2 @Bảng!B8
		ns Phó Hiệu trưởng female = 1 @Bảng!C8
		ns Giáo viên total = 20 @Bảng!B9
		ns Giáo viên female = 18 @Bảng!C9
		ns Công đoàn viên chuyên trách total = 1 @Bảng!B10
		ns Công đoàn viên chuyên trách female = 1 @Bảng!C10
		ns Cộng total = 24 @Bảng!B11
		ns Cộng female = 22 @Bảng!C11
		! CONG_SAI @Bảng!C11`},
	{name: "messy 36: pasted from Word, a line to a row, bullets", book: titled + `
		TT | Tiêu chí | Giải pháp | Thời gian | Kinh phí
		1 | 2.3 | - Cử giáo viên đi học | Tháng 6/2023 | 20.000.000
		| | - Hỗ trợ học phí | |
		| | và tài liệu | |
		2 | 3.5 | · Mua tivi | Tháng 8/2023 | 30.000.000
		# MC
		Tiêu chí | Số TT | Mã MC | Tên MC | Số, ngày ban hành
		1.4 | 1 | [H1-1.4-01] | Kế hoạch của tổ | Số 12/KH
		| | | chuyên môn 4, 5 | ngày 5/9/2022
		| 2 | [H1-1.4-02] | - Biên bản họp tổ | - Số 1/BB⏎- Số 2/BB`, want: `
		ct 2.3 | - Cử giáo viên đi học⏎- Hỗ trợ học phí⏎và tài liệu | 2023-06-01..2023-06-30 | 20000000 |  @Bảng!E6
		ct 3.5 | · Mua tivi | 2023-08-01..2023-08-31 | 30000000 |  @Bảng!E9
		mc H1-1.4-01 Kế hoạch của tổ⏎chuyên môn 4, 5 @MC!C2
		mc H1-1.4-02 - Biên bản họp tổ @MC!C4
		dùng 1.4 H1-1.4-01 @MC!C2
		dùng 1.4 H1-1.4-02 @MC!C4`},
	{name: "messy 37: signatures below, an officer's words inside", book: titled + `
		Thời gian | Hoạt động
		Tháng 9/2022 | Thành lập hội đồng
		| Hiệu trưởng phân công nhiệm vụ cho các nhóm
		| Xác nhận kết quả của từng nhóm
		Tháng 10/2022 | Viết báo cáo
		| Hòa Bình, ngày 12 tháng 9 năm 2022
		TM. HỘI ĐỒNG | CHỦ TỊCH
		(Ký, ghi rõ họ tên) | Hiệu trưởng
		# Nhân sự
		Đối tượng | Tổng số | Nữ

		Hiệu trưởng | 1 | 1
		Giáo viên | 18 | 15
		Người lập biểu | | HIỆU TRƯỞNG
		(Ký) | | (Ký, đóng dấu)
		Kế toán 01 | 5 | 7`, want: `
		mốc Thành lập hội đồng [] 2022-09-01..2022-09-30 @Bảng!B6
		mốc Hiệu trưởng phân công nhiệm vụ cho các nhóm [] 2022-09-01..2022-09-30 @Bảng!B7
		mốc Xác nhận kết quả của từng nhóm [] 2022-09-01..2022-09-30 @Bảng!B8
		mốc Viết báo cáo [] 2022-10-01..2022-10-31 @Bảng!B9
		ns Hiệu trưởng total = 1 @Nhân sự!B3
		ns Hiệu trưởng female = 1 @Nhân sự!C3
		ns Giáo viên total = 18 @Nhân sự!B4
		ns Giáo viên female = 15 @Nhân sự!C4
		! SO_NGOAI_BANG @Nhân sự!A7`},
}
