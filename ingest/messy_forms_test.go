package ingest_test

import "strings"

// The official layouts as schools fill them (FORMS §1, 3, 4, 5, 6), read with
// their mess: what a careful officer would take from the paper, and no more.
var messyForms = []messy{
	{name: "forms 1: council, secretaries, groups, each in its own way", book: titled + `
		IV. HỘI ĐỒNG TỰ ĐÁNH GIÁ
		1. Thành phần Hội đồng tự đánh giá gồm có 3 thành viên
		TT | Họ và tên | Chức danh, chức vụ | Nhiệm vụ | Chữ ký
		1 | Hiệu trưởng A | BTCB - HT | Chủ tịch HĐ |
		2 | Phó Hiệu trưởng B | P.HT | Phó CT HĐ |
		3 | Giáo viên C | TTCM | Uỷ viên, thư ký |
		2. Nhóm thư ký
		TT | Họ và tên | Chức danh, chức vụ | Nhiệm vụ
		1 | Giáo viên C | TTCM | Trưởng nhóm
		2 | Văn thư D | VT | Thành viên
		Các nhóm công tác
		TT | Họ và tên | Chức danh, chức vụ | Ghi chú
		Nhóm 1 | Phó Hiệu trưởng B | PHT | Tiêu chuẩn 1, 2
		^ | Giáo viên E | GV | ^
		Nhóm 2 | Giáo viên F | GV | Tiêu chuẩn 3
		Nhóm 3: Chịu trách nhiệm đánh giá Tiêu chuẩn 4 | < | < | <
		1 | Giáo viên G | Tổ phó tổ CM 4-5 | x
		TM. HỘI ĐỒNG | < | < | <
		CHỦ TỊCH | < | < | <
		Hiệu trưởng A | < | < | <`, want: `
		hđ [1. Thành phần Hội đồng tự đánh giá gồm có 3 thành viên] Hiệu trưởng A | Hiệu trưởng | Chủ tịch HĐ @Bảng!B8
		hđ [1. Thành phần Hội đồng tự đánh giá gồm có 3 thành viên] Phó Hiệu trưởng B | Phó Hiệu trưởng | Phó CT HĐ @Bảng!B9
		hđ [1. Thành phần Hội đồng tự đánh giá gồm có 3 thành viên] Giáo viên C | Tổ trưởng chuyên môn | Uỷ viên, thư ký @Bảng!B10
		hđ [2. Nhóm thư ký] Giáo viên C | Tổ trưởng chuyên môn | Trưởng nhóm @Bảng!B13
		hđ [2. Nhóm thư ký] Văn thư D | Văn thư | Thành viên @Bảng!B14
		hđ [Nhóm 1] Phó Hiệu trưởng B | Phó Hiệu trưởng |  @Bảng!B17
		hđ [Nhóm 1] Giáo viên E | Giáo viên |  @Bảng!B18
		hđ [Nhóm 2] Giáo viên F | Giáo viên |  @Bảng!B19
		hđ [Nhóm 3: Chịu trách nhiệm đánh giá Tiêu chuẩn 4] Giáo viên G | Tổ phó chuyên môn |  @Bảng!B21`},
	{name: "forms 1: who does what, resources, documents to gather, weeks", book: titled + `
		3. Phân công thực hiện
		TT | Tiêu chí | Nhóm công tác, cá nhân chịu trách nhiệm | Ghi chú
		1 | Tiêu chí 1.1 | - Phó Hiệu trưởng B⏎- Giáo viên E |
		2 | Tiêu chí 1.2 | Nhóm 1 |

		VI. Dự kiến các nguồn lực và thời điểm cần huy động
		Tiêu chuẩn | Tiêu chí | Các nguồn lực cần được huy động/cung cấp | Thời điểm huy động | Ghi chú
		1 | 1.1 | Máy tính, máy in | Tháng 10/2022 |
		^ | 1.2 | Hồ sơ lưu trữ | Tháng 11/2022 |

		Tiêu chuẩn | Dự kiến các thông tin, minh chứng cần thu thập | Nơi thu thập | Nhóm chuyên trách, cá nhân thu thập | Thời gian thu thập | Kinh phí thu thập (nếu có) | Ghi chú
		Tiêu chuẩn 1 | Quyết định thành lập | Văn thư | Nhóm 1 | Tháng 10/2022 | 150000 đ |
		^ | Kế hoạch chiến lược | Hiệu trưởng | ^ | Tháng 10/2022 | |
		Cộng | | | | | 150.000 đ |

		IX. Thời gian biểu
		Tuần | Các hoạt động
		Tuần 1-2 | Họp lãnh đạo
		^ | Phổ biến kế hoạch
		Tuần 5⏎(Từ 18//9/2022 đến 23/9/2022) | Thu thập minh chứng`, want: `
		assignment Tiêu chí 1.1 |  | - Phó Hiệu trưởng B⏎- Giáo viên E | .. | ? @Bảng!B7
		assignment Tiêu chí 1.2 |  | Nhóm 1 | .. | ? @Bảng!B8
		collection 1.1 | Máy tính, máy in |  | 2022-10-01..2022-10-31 | ? @Bảng!B12
		collection 1.2 | Hồ sơ lưu trữ |  | 2022-11-01..2022-11-30 | ? @Bảng!B13
		collection Tiêu chuẩn 1 | Quyết định thành lập | Nhóm 1 | 2022-10-01..2022-10-31 | 150000 @Bảng!F16
		collection Tiêu chuẩn 1 | Kế hoạch chiến lược | Nhóm 1 | 2022-10-01..2022-10-31 | ? @Bảng!A17
		mốc Họp lãnh đạo [1 2] .. @Bảng!B22
		mốc Phổ biến kế hoạch [1 2] .. @Bảng!B23
		mốc Thu thập minh chứng [5] 2022-09-18..2022-09-23 @Bảng!B24
		! TUAN_CHUA_CO_LICH @Bảng!A22
		! NGAY_SUY_DOAN @Bảng!A24`},
	{name: "forms 3: a sheet a criterion, two of them on one sheet, a summary beside", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		1.3 | | | |
		# TC1-1
		Tiêu chuẩn 1: Tổ chức và quản lý nhà trường
		Tiêu chí 1.1: Phương hướng, chiến lược
		1. Mô tả hiện trạng
		5. Tự đánh giá:
		Mức 1 | < | Mức 2 | < | Mức 3 | <
		Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt
		a | Đạt | * | Không đạt | * | Không đạt
		b | Đạt | - | - | - | -
		Kết quả: Đạt mức 1
		Xác nhận của trưởng nhóm công tác | < | < | Người viết | < | <
		# TC 1.2 va 1.3
		Tiêu chí 1.2. Hội đồng trường
		Mức 1 | < | Mức 2 | <
		Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt
		a | Đạt | * | Đạt
		b | Đạt | - | -
		Kết quả | Đạt Mức 2
		Tiêu chí 1.3. Tổ chức Đảng
		Mức 1 | < | Mức 2 | <
		Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt
		a | Đạt | a | Đạt
		b | | - | -`, want: `
		tc 1.1 = 2 @Bảng!D6
		tc 1.3 = ? @Bảng!A7
		tc 1.2 = 2 @TC 1.2 va 1.3!B6
		cb 1.1/1a = true @TC1-1!B7
		cb 1.1/1b = true @TC1-1!B8
		cb 1.1/2 = false @TC1-1!D7
		cb 1.1/3 = false @TC1-1!F7
		cb 1.2/1a = true @TC 1.2 va 1.3!B4
		cb 1.2/1b = true @TC 1.2 va 1.3!B5
		cb 1.2/2 = true @TC 1.2 va 1.3!D4
		cb 1.3/1a = true @TC 1.2 va 1.3!B10
		cb 1.3/1b = ? @TC 1.2 va 1.3!B11
		cb 1.3/2a = true @TC 1.2 va 1.3!D10
		! PHIEU_LECH @TC1-1!A9`},
	{name: "forms 4: the list of documents, criterion merged down, numbers in lines, codes written loosely", book: titled + `
		PHẦN IV. PHỤ LỤC
		BẢNG DANH MỤC MINH CHỨNG
		Tiêu chí | Số TT | Mã minh chứng | Tên minh chứng | Số, ngày ban hành hoặc thời điểm khảo sát, điều tra, phỏng vấn, quan sát,... | Nơi ban hành hoặc nhóm, cá nhân thực hiện | Ghi chú
		Tiêu chuẩn 1: Tổ chức và quản lý nhà trường | < | < | < | < | < | <
		Tiêu chí 1.1 | 1 | [H1-1.1-01] | Chiến lược phát triển | -Số 169/KH ngày 1/2/2021⏎- Số 502/KH | Nhà trường |
		^ | 2 | H1- 1.1-2 | Nghị quyết | | Chi bộ |
		Tiêu chí 1.2 | 1 | [H1-1.1-01] | Chiến lược phát triển | | |
		^ | 2 | [H2–1.2–01] | Quyết định Hội đồng trường | | |
		^ | 3 | [HĐ-1.2] | Biên bản | | |
		Tiêu chí 1.1 | 4 | | Sổ họp | | |`, want: `
		mc H1-1.1-01 Chiến lược phát triển @Bảng!C9
		mc H1-1.1-02 Nghị quyết @Bảng!C10
		mc H2-1.2-01 Quyết định Hội đồng trường @Bảng!C12
		dùng 1.1 H1-1.1-01 @Bảng!C9
		dùng 1.1 H1-1.1-02 @Bảng!C10
		dùng 1.2 H1-1.1-01 @Bảng!C11
		dùng 1.2 H2-1.2-01 @Bảng!C12
		! MA_MC_SAI @Bảng!C13
		! MA_MC_SAI @Bảng!C14`},
	{name: "forms 5.1: three rows of heads, standards that carry marks, Mức 4, conclusion", book: titled + `
		1.1. Đánh giá tiêu chí Mức 1, 2 và 3
		Tiêu chuẩn,⏎tiêu chí | Kết quả | < | < | <
		^ | Không đạt | Đạt | < | <
		^ | ^ | Mức 1 | Mức 2 | Mức 3
		Tiêu chuẩn 1 | | x | -------- | --------
		Tiêu chí 1.1 | | x | Không đạt | Không đạt
		Tiêu chí 1.2 | | x | x | -
		Tiêu chuẩn 2 | | x | x | x
		Tiêu chí 2.1 | | x | x | x
		Tiêu chí 2.2 | | | |
		Kết quả: Không Đạt
		1.2. Đánh giá tiêu chí Mức 4
		Tiêu chí | Kết quả | < | Ghi chú
		^ | Đạt | Không đạt | ^
		Khoản 1, Điều 22 | x | | 
		Khoản 2, Điều 22 | | x |
		Khoản 3, Điều 22 | | |
		2. Kết luận: Trường đạt Mức 1`, want: `
		tc 1.1 = 1 @Bảng!C10
		tc 1.2 = 2 @Bảng!D11
		tc 2.1 = 3 @Bảng!E13
		tc 2.2 = ? @Bảng!A14
		khoản 1 = true @Bảng!B19
		khoản 2 = false @Bảng!C20
		khoản 3 = ? @Bảng!A21
		kết luận 0 @Bảng!A15`},
	{name: "forms 5.1: standard and criterion in columns of their own", book: titled + `
		Tiêu chuẩn | Tiêu chí | Tên tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1 | 1 | Phương hướng | | x | x |
		^ | 2 | Hội đồng trường | | x | |
		^ | 10 | An ninh | | x | x |
		2 | 1 | Hiệu trưởng | | x | x | x`, want: `
		tc 1.1 = 2 @Bảng!F6
		tc 1.2 = 1 @Bảng!E7
		tc 1.10 = 2 @Bảng!F8
		tc 2.1 = 3 @Bảng!G9`},
	{name: "forms 5.1: TT42/2012, two columns of criteria with their indicators", book: strings.Replace(titled, "2022-2023", "2016-2017", 1) + `
		BẢNG TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ CỦA TRƯỜNG
		Tiêu chí | Đạt | Không đạt | Tiêu chí | Đạt | Không đạt
		Tiêu chuẩn 1: Tổ chức và quản lý nhà trường | < | < | < | < | <
		Tiêu chí 1 | x | | Tiêu chí 5 | | x
		a | x | | a | x |
		b | x | | b | | x
		c | x | | c | x |
		Tiêu chí 2 | x | | Tiêu chí 6 | |
		Tiêu chuẩn 2: Cán bộ quản lý, giáo viên | < | < | < | < | <
		Tiêu chí 1 | x | | Tiêu chí 4 | x |
		Cộng: | 20 | 8 | | |`, want: `
		tc 1.1 = 1 @Bảng!B8
		tc 1.2 = 1 @Bảng!B12
		tc 2.1 = 1 @Bảng!B14
		tc 1.5 = 0 @Bảng!F8
		tc 1.6 = ? @Bảng!D12
		tc 2.4 = 1 @Bảng!E14
		cb 1.1/1a = true @Bảng!B9
		cb 1.1/1b = true @Bảng!B10
		cb 1.1/1c = true @Bảng!B11
		cb 1.5/1a = true @Bảng!E9
		cb 1.5/1b = false @Bảng!F10
		cb 1.5/1c = true @Bảng!E11
		! CONG_SAI @Bảng!B15
		! CONG_SAI @Bảng!C15`},
	{name: "forms 5.2: ticks, rooms by number, teachers, pupils with parents, two values in a cell", book: titled + `
		Tên trường: | Trường Tiểu học Hòa Bình | < | Họ và tên hiệu trưởng | Hiệu trưởng A
		Công lập | x | | Số điểm trường | 2
		Tư thục | | | Thuộc vùng khó khăn | x
		Trường chuyên biệt | | | Thuộc vùng đặc biệt khó khăn |

		2. Cơ cấu khối công trình của nhà trường
		TT | Số liệu | Năm học 2018-2019 | Năm học 2019-2020 | Năm học 2020-2021 | Năm học 2021-2022 | Năm học 2022-2023 | Ghi chú
		I | Phòng học, phòng học bộ môn và khối phục vụ học tập | | | | | 13 |
		1 | Phòng học | | | | | 10 |
		a | Phòng kiên cố | | | | | 8 |
		b | Phòng bán kiên cố | | | | | 2 |
		c | Phòng tạm | | | | | 0 |
		2 | Phòng học bộ môn | | | | | 3 |
		a | Phòng kiên cố | | | | | 3 |
		II | Khối phòng hành chính - quản trị | | | | | 5 |
		1 | Phòng kiên cố | | | | | 4 |
		2 | Phòng bán kiên cố | | | | | 2 |
		| Cộng | | | | | 18 |

		3b. Số liệu của 5 năm gần đây
		TT | Số liệu | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		1 | Tổng số giáo viên | | | | 20 | 21
		2 | Tỷ lệ giáo viên/lớp | | | | 1,4 | 1,45

		4. Học sinh
		Số liệu | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		Tổng số học sinh | | | | | 412
		- Nữ | | | | | 201
		- Khối lớp 1 | | | | | 90
		Số lượng và tỉ lệ % đi học đúng độ tuổi | | | | | 405 - 98,3%
		Nữ | | | | | 199
		Học sinh thuộc đối tượng chính sách | | | | | 12
		- Nữ | | | | | 5`, want: `
		sl profile Công lập 2022-2023 = 1 @Bảng!B6
		sl profile Số điểm trường 2022-2023 = 2 @Bảng!E6
		sl profile Thuộc vùng khó khăn 2022-2023 = 1 @Bảng!E7
		sl rooms Phòng học, phòng học bộ môn và khối phục vụ học tập 2022-2023 = 13 @Bảng!G12
		sl rooms Phòng học 2022-2023 = 10 @Bảng!G13
		sl rooms Phòng học/Phòng kiên cố 2022-2023 = 8 @Bảng!G14
		sl rooms Phòng học/Phòng bán kiên cố 2022-2023 = 2 @Bảng!G15
		sl rooms Phòng học/Phòng tạm 2022-2023 = 0 @Bảng!G16
		sl rooms Phòng học bộ môn 2022-2023 = 3 @Bảng!G17
		sl rooms Phòng học bộ môn/Phòng kiên cố 2022-2023 = 3 @Bảng!G18
		sl rooms Khối phòng hành chính - quản trị 2022-2023 = 5 @Bảng!G19
		sl rooms Khối phòng hành chính - quản trị/Phòng kiên cố 2022-2023 = 4 @Bảng!G20
		sl rooms Khối phòng hành chính - quản trị/Phòng bán kiên cố 2022-2023 = 2 @Bảng!G21
		sl rooms Cộng 2022-2023 = 18 @Bảng!G22
		sl teachers Tổng số giáo viên 2021-2022 = 20 @Bảng!F26
		sl teachers Tổng số giáo viên 2022-2023 = 21 @Bảng!G26
		sl teachers Tỷ lệ giáo viên/lớp 2021-2022 = 1.4 @Bảng!F27
		sl teachers Tỷ lệ giáo viên/lớp 2022-2023 = 1.45 @Bảng!G27
		sl pupils Tổng số học sinh 2022-2023 = 412 @Bảng!F31
		sl pupils Tổng số học sinh/Nữ 2022-2023 = 201 @Bảng!F32
		sl pupils Tổng số học sinh/Khối lớp 1 2022-2023 = 90 @Bảng!F33
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi 2022-2023 = 405 @Bảng!F34
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi/Tỷ lệ % 2022-2023 = 98.3 @Bảng!F34
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi/Nữ 2022-2023 = 199 @Bảng!F35
		sl pupils Học sinh thuộc đối tượng chính sách 2022-2023 = 12 @Bảng!F36
		sl pupils Học sinh thuộc đối tượng chính sách/Nữ 2022-2023 = 5 @Bảng!F37
		! CONG_SAI @Bảng!G19
		! CONG_SAI @Bảng!G22`},
	{name: "forms 5.2: a preschool's children, the head's label merged down", book: strings.Replace(titled, "TIỂU HỌC", "MẦM NON", 1) + `
		4. Trẻ em
		Số liệu | Năm học | < | < | < | < | Ghi chú
		^ | 2018 – 2019 | 2019 – 2020 | 2020 – 2021 | 2021 – 2022 | 2022 – 2023 | ^
		Tổng số trẻ em | 200 | 205 | 210 | 215 | 220 |
		Trong đó: Nữ | 98 | | | | 101 |
		Tỷ lệ trẻ em/nhóm | | | | | 22,5 |
		- Trẻ em từ 25 đến 36 tháng tuổi | | | | | 45 |`, want: `
		sl pupils Tổng số trẻ em 2018-2019 = 200 @Bảng!B8
		sl pupils Tổng số trẻ em 2019-2020 = 205 @Bảng!C8
		sl pupils Tổng số trẻ em 2020-2021 = 210 @Bảng!D8
		sl pupils Tổng số trẻ em 2021-2022 = 215 @Bảng!E8
		sl pupils Tổng số trẻ em 2022-2023 = 220 @Bảng!F8
		sl pupils Tổng số trẻ em/Nữ 2018-2019 = 98 @Bảng!B9
		sl pupils Tổng số trẻ em/Nữ 2022-2023 = 101 @Bảng!F9
		sl pupils Tỷ lệ trẻ em/nhóm 2022-2023 = 22.5 @Bảng!F10
		sl pupils Trẻ em từ 25 đến 36 tháng tuổi 2022-2023 = 45 @Bảng!F11`},
	{name: "forms 5.3: Biểu 1 whole on one sheet, the standard's table and the summary agree", book: strings.Replace(titled, "2022-2023", "2026-2027", 1) + `
		PHẦN II. TỰ ĐÁNH GIÁ
		Tiêu chí 1.1. Tổ chức, quản trị
		Mức | Hiện trạng, kết quả đạt được (kèm mã minh chứng) | Đánh giá (Đạt/Không đạt)
		Mức 1 | Trường có kế hoạch (MC.1.1.01, MC.1.1.02). | Đạt
		Mức 2 | Chưa đủ. | Không đạt
		Tiêu chí 1.2. Hội đồng trường
		Mức | Hiện trạng, kết quả đạt được (kèm mã minh chứng) | Đánh giá (Đạt/Không đạt)
		Mức 1 | Có (MC.1.2.01). | Đạt
		Mức 2 | Có. | Đạt
		Đánh giá chung về Tiêu chuẩn 1
		Tiêu chí | Không đạt | Đạt | <
		^ | ^ | Mức 1 | Mức 2
		1.1 | | × | 
		1.2 | | | ×
		PHẦN III. TỔNG HỢP
		Tiêu chuẩn, Tiêu chí | Kết quả đánh giá tiêu chí | < | <
		^ | Không đạt Mức 1 | Đạt | <
		^ | ^ | Mức 1 | Mức 2
		Tiêu chuẩn 1 | | |
		1.1 | | × | 
		1.2 | | | ×
		1.3 | × | |
		Cộng chung | 1 | 1 | 1`, want: `
		tc 1.1 = 1 @Bảng!C17
		tc 1.2 = 2 @Bảng!D18
		tc 1.3 = 0 @Bảng!B26
		dùng 1.1 MC.1.1.01 @Bảng!B8
		dùng 1.1 MC.1.1.02 @Bảng!B8
		dùng 1.2 MC.1.2.01 @Bảng!B12`},
	{name: "forms 5.3: a criterion's table alone gives its level", book: strings.Replace(titled, "2022-2023", "2026-2027", 1) + `
		# 2.1
		Mức | Hiện trạng | Đánh giá
		Mức 1 | Có | Đạt
		Mức 2 | Có | Đạt
		# TC2.2
		Mức | Hiện trạng | Đánh giá
		Mức 1 | Chưa | Không đạt
		Mức 2 | | `, want: `
		tc 2.1 = 2 @2.1!C3
		tc 2.2 = 0 @TC2.2!C2`},
	{name: "forms 6: nine columns with a standard's row across, source beside", book: titled + `
		KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG
		TT | Tiêu chuẩn, tiêu chí | Kết quả cần đạt (so với hiện trạng) | Công việc/giải pháp cần thực hiện | Chủ trì và phối hợp thực hiện | Thời gian thực hiện và hoàn thành | Dự kiến kinh phí | Điều kiện hỗ trợ khác | Ghi chú
		1 | Tiêu chuẩn 3: Cơ sở vật chất và thiết bị dạy học | < | < | < | < | < | < | <
		1.1 | Tiêu chí 3.1. Khuôn viên | Sân sạch | Lát gạch | Hiệu trưởng | Tháng 6/2023 | 45.000.000 | Xã hội hóa |
		| | Cây xanh | Trồng cây | Công đoàn | Tháng 3/2023 | Nguồn xã hội hóa | |
		1.2 | Tiêu chí 3.5. Thiết bị | Đủ tivi | Mua tivi | Kế toán | Từ tháng 8/2023 đến tháng 12/2023 | 1,2 tỷ | Ngân sách |
		Cộng | | | | | | 1.245.000.000 | |`, want: `
		ct 3.1 | Lát gạch | 2023-06-01..2023-06-30 | 45000000 | Xã hội hóa @Bảng!G8
		ct 3.1 | Trồng cây | 2023-03-01..2023-03-31 | ? | Nguồn xã hội hóa @Bảng!G9
		ct 3.5 | Mua tivi | 2023-08-01..2023-12-31 | 1200000000 | Ngân sách @Bảng!G10
		! KINH_PHI_CHUA_NEU @Bảng!G9`},
	{name: "forms 6: Biểu 2, ten numbered columns, analysis above and follow-up below", book: strings.Replace(titled, "2022-2023", "2026-2027", 1) + `
		IV. ĐÁNH GIÁ HIỆN TRẠNG
		TT | Tiêu chuẩn | Tiêu chí liên quan (nếu có) | Đánh giá hiện trạng | Điểm hạn chế | Nguyên nhân của hạn chế
		1 | 3 | 3.2 | Thiếu phòng | Chưa có thư viện | Kinh phí
		V. KẾ HOẠCH CẢI TIẾN
		TT | Nội dung cải tiến | Mục tiêu cải tiến | Hoạt động/giải pháp | Chỉ số đánh giá kết quả | Thời gian thực hiện | Đơn vị/cá nhân phụ trách | Nguồn lực bảo đảm | Thông tin, dữ liệu hoặc minh chứng dự kiến | Mức độ thực hiện
		(1) | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9) | (10)
		1 | Thư viện | Có thư viện | Xây phòng | 1 phòng | Tháng 10/2026 | Hiệu trưởng | Ngân sách | Biên bản | Đang thực hiện
		VI. THEO DÕI
		Thời điểm | Nội dung theo dõi | Kết quả thực hiện | Điều chỉnh (nếu có) | Người đánh giá
		Cuối học kỳ I | Xây phòng | Chưa xong | Không | Hiệu trưởng`, want: `
		ct  | Thư viện: Xây phòng | 2026-10-01..2026-10-31 | ? | Ngân sách @Bảng!D11`},
}
