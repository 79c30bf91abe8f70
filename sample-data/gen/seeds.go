package main

import (
	"fmt"
	"strconv"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
)

// seeds are the five school plans that the project grew from, in the years they
// were made: what stands in their tables, with people called by role.
func (g *generator) seeds(by map[string]form.School) []*arrival {
	add := func(code, year, rulebook, name, received string, f *blank.Fill) *arrival {
		s := by[code]
		rb, _ := g.rules.ByID(rulebook)
		if f.Info == nil {
			f.Info = map[string]any{}
		}
		return &arrival{name: name + ".xlsx", received: received, archived: true,
			spec: &blank.Spec{School: s, SchoolYear: year, Rulebook: rb, Fill: f}}
	}
	return []*arrival{
		add("79783301", "2021-2022", "mn-2018", "KH tập huấn MN 23-11", "2021-12-20 09:00", training()),
		add("79761301", "2022-2023", "mn-2018", "KH cải tiến MN Họa Mi 2", "2022-08-22 09:00", improvementPlan()),
		add("11302301", "2023-2024", "mn-2018", "KH khảo thí MN Noong Luông", "2023-09-18 09:00", obligations()),
		add("79783401", "2017-2018", "th-2012", "KH kiểm định TH Phú Mỹ Hưng", "2017-09-16 09:00", calendar(false)),
		add("79783401", "2017-2018", "th-2012", "BC TĐG TH Phú Mỹ Hưng", "2018-03-28 09:00", calendar(true)),
		add("19165401", "2021-2022", "th-2018", "KH duy trì TH Lương Sơn", "2021-09-10 09:00", maintenance()),
	}
}

// training is Mầm non 23/11, 2021-2022: its staff and its training.
func training() *blank.Fill {
	row := func(group, total, female, secondary, college, university, post string) map[string]any {
		return map[string]any{"group": group, "total": total, "female": female, "secondary": secondary, "college": college, "university": university, "postgraduate": post}
	}
	return &blank.Fill{
		Info: map[string]any{"accreditation_grade": "Cấp độ 1"},
		Rows: map[string][]map[string]any{
			"staff": {row("Ban giám hiệu", "03", "03", "00", "00", "03", "00"), row("Giáo viên", "30", "30", "00", "06", "24", "00"), row("Tổng cộng", "33", "33", "00", "06", "27", "00"), {"group": ""}, {"group": ""}},
			"timeline": {
				{"time": "ngày 02 tháng 12 năm 2021", "activity": "Ban hành kế hoạch tự đánh giá năm học 2021-2022 (214/KH-MN23/11)"},
				{"time": "Từ ngày 21/12/2021 đến 15/01/2022", "activity": "Tập huấn, bồi dưỡng nghiệp vụ tự kiểm định chất lượng giáo dục; đối tượng: Hội đồng tự đánh giá; nội dung: Thông tư 19/2018/TT-BGDĐT, Công văn 5942/BGDĐT-QLCL"},
			},
		},
	}
}

// improvementPlan is Mầm non Họa Mi 2, 2022-2023: three items and their money.
func improvementPlan() *blank.Fill {
	const who = "Ban giám hiệu - Hội đồng tự đánh giá"
	return &blank.Fill{
		Info: map[string]any{"rulebook": "Thông tư số 19/2018/TT-BGDĐT; Công văn số 5932/BGDĐT-QLCL"},
		Rows: map[string][]map[string]any{
			"improvement": {
				{"number": "1", "criterion": "Tiêu chuẩn 3: Cơ sở vật chất và thiết bị dạy học"},
				{"criterion": "Tiêu chí 3.2. Khối phòng nhóm trẻ, lớp mẫu giáo và khối phòng phục vụ học tập", "goal": "Các phòng chức năng chưa được lắp sàn gỗ.\nPhòng giáo dục âm nhạc chưa được gắn kính, thanh gióng", "action": "Tháng 12 năm 2022, hiệu trưởng chỉ đạo lập dự toán lắp sàn gỗ các phòng chức năng, gắn kính và thanh gióng cho phòng giáo dục âm nhạc.", "responsible": who, "period": "Tháng 12/ 2020 đến tháng 12/2022", "money": "294.157.000\nNguồn điều tiết", "source": "Không"},
				{"criterion": "Tiêu chí 3.3. Khối phòng hành chính - quản trị", "goal": "Nới rộng và làm hàng rào nhà xe đảm bảo tài sản và an toàn cho trẻ khi hoạt động gần khu vực nhà xe.", "action": "Lên kế hoạch nới rộng và làm hàng rào nhà xe. Diện tích 120m2, bình quân 2.5m2/xe, đủ chỗ cho tất cả xe của cán bộ, giáo viên, nhân viên.", "responsible": who, "period": "Tháng 12/ 2022 đến tháng 12/2023", "money": "Nguồn hoạt động của nhà trường", "source": "Không"},
				{"criterion": "Tiêu chí 3.5. Thiết bị, đồ dùng, đồ chơi", "goal": "Tháo mái vòm ở sân và đảm bảo tính thẩm mỹ cho nhà trường", "action": "Tháng 01/2022 nhà trường lên kế hoạch tháo mái vòm ở sân đảm bảo tính thẩm mỹ cho nhà trường", "responsible": who, "period": "Tháng 01/ 2022 đến tháng 12/2023", "money": "Dự toán 250.000.000", "source": "Nguồn xã hội hóa"},
			},
			"timeline": {{"time": "tháng 5/2023", "activity": "Đánh giá kết quả thực hiện kế hoạch cải tiến chất lượng, báo cáo Phòng GD&ĐT"}},
		},
	}
}

// obligations is Mầm non xã Noong Luông, 2023-2024: what it must do and by
// when, and its table of months and weeks.
func obligations() *blank.Fill {
	f := &blank.Fill{Rows: map[string][]map[string]any{}, Info: map[string]any{"national_grade": "Mức độ 2"}}
	for _, m := range [][2]string{
		{"Hoàn thành trước tháng 5/2024", "Hoàn thiện hồ sơ tự đánh giá, duy trì các tiêu chí trường mầm non đạt chuẩn quốc gia mức độ 2"},
		{"Hoàn thành trước tháng 5/2024", "Cập nhật dữ liệu kiểm định, hoàn thiện báo cáo tự đánh giá theo Thông tư số 19/2018"},
		{"Hoàn thành trước tháng 5/2024", "Triển khai kế hoạch cải tiến nâng cao chất lượng giáo dục"},
		{"Hoàn thành trước tháng 12/2023", "Rà soát tiêu chuẩn cơ sở vật chất theo Thông tư số 13/2020/TT-BGDĐT"},
		{"Trước ngày 31/5/2024", "Công khai chất lượng chăm sóc giáo dục"}, {"Trước ngày 31/5/2024", "Công khai cơ sở vật chất"}, {"Trước ngày 31/5/2024", "Công khai tài chính"},
		{"Trước ngày 25/9/2023", "Cam kết chất lượng chăm sóc, giáo dục"}, {"trước ngày 25/9/2023", "Báo cáo thực hiện quy chế công khai năm học 2022-2023"},
		{"trước ngày 25/9/2024", "Kế hoạch triển khai quy chế công khai năm học 2023-2024"}, {"Trước 28/4/2024", "Giao lưu “Tài năng của bé” cấp cụm"},
		{"từ ngày 16/10/2023 đến ngày 25/11/2023", "Hội thi giáo viên dạy giỏi cấp trường"}, {"Tháng 01/2024", "Giao lưu “Tài năng của bé” cấp trường"}, {"Tháng 02/2024", "Giao lưu, trải nghiệm “Xuân gắn kết - Tết sum vầy”"},
	} {
		f.Rows["timeline"] = append(f.Rows["timeline"], map[string]any{"time": m[0], "activity": m[1]})
	}
	rows := [][]any{{"CÁC NHIỆM VỤ CỤ THỂ VÀ THỜI GIAN THỰC HIỆN"}, {"Tháng", "Nội dung", "Mốc thời gian"}}
	for _, m := range [][3]string{
		{"9", "Cam kết chất lượng chăm sóc, giáo dục", "Tuần 3"}, {"", "Khảo sát chất lượng đội ngũ giáo viên đầu năm học", "Tuần 4"},
		{"10", "Thi giáo viên dạy giỏi cấp trường", "Tuần 3"}, {"", "Công khai tài chính", "Tuần 4"}, {"11", "Thi giáo viên dạy giỏi cấp trường", "Tuần 3, 4"},
		{"12", "Đánh giá sự phát triển của trẻ mẫu giáo cuối học kỳ I", "Tuần 1"}, {"1", "Giao lưu “Tài năng của bé” cấp trường; công khai tài chính", "Tuần 2"},
		{"2", "Giao lưu, trải nghiệm “Xuân gắn kết - Tết sum vầy”", "Tuần 1"}, {"3", "Rà soát tiêu chuẩn cơ sở vật chất", "Tuần 1"},
		{"4", "Tham gia giao lưu “Tài năng của bé” cấp cụm", "Tuần 4"}, {"", "Đánh giá chất lượng giáo viên học kỳ II", "Tuần 4"},
		{"5", "Đánh giá chất lượng trẻ cuối năm", "Tuần 1"}, {"", "Hoàn thành báo cáo tự đánh giá", "Tuần 2"}, {"", "Đánh giá và công nhận thư viện", "Tuần 3"}, {"", "Thực hiện công khai", "Tuần 5"},
	} {
		row := []any{nil, m[1], m[2]}
		if n, err := strconv.Atoi(m[0]); err == nil {
			row[0] = n
		}
		rows = append(rows, row)
	}
	f.Sheets = []blank.Sheet{{Name: "Lịch tháng tuần", Rows: rows}}
	f.Rows["disclosure"] = []map[string]any{{"channel": "Cổng thông tin điện tử, niêm yết; gửi Gmail, Zalo", "time": "Trước ngày 25/9/2023"}}
	return f
}

// calendar is Tiểu học Phú Mỹ Hưng, 2017-2018, under TT42/2012: its two month
// tables and its table of weeks; with the results that close the round.
func calendar(results bool) *blank.Fill {
	const gather = "Trường tiến hành tự đánh giá, thu thập minh chứng"
	f := &blank.Fill{Sheets: []blank.Sheet{
		{Name: "Tổ chức thực hiện", Rows: [][]any{
			{"V. TỔ CHỨC THỰC HIỆN"}, {"Thời gian", "Nội dung"},
			{"Tháng 9/2017", "Xây dựng kế hoạch kiểm định; quyết định thành lập Hội đồng tự đánh giá, nhóm thư ký và các nhóm công tác"},
			{"Tháng 10/2017", gather}, {"Tháng 11/2017", gather}, {"Tháng 12/2017", gather},
			{"Tháng 01,02/2018", "Trường điều chỉnh và hoàn thành báo cáo của đơn vị"},
			{"Tháng 3/2018", "Nộp báo cáo tự đánh giá (văn bản 1 bộ - nếu có) và tổng hợp kết quả tự đánh giá (gửi mail) về Phòng GD&ĐT huyện"}}},
		{Name: "Lịch hoạt động", Rows: [][]any{
			{"LỊCH HOẠT ĐỘNG CÔNG TÁC KIỂM ĐỊNH CHẤT LƯỢNG GIÁO DỤC"}, {"Tháng", "Nội dung chính"},
			{"9/2017", "Tập huấn; xây dựng kế hoạch; củng cố, thành lập Hội đồng tự đánh giá"}, {"10/2017", "Thu thập minh chứng, triển khai viết báo cáo tự đánh giá"},
			{"11/2017", "Tiếp tục thu thập minh chứng, viết báo cáo"}, {"12/2017", "Tiếp tục thu thập minh chứng, viết báo cáo"},
			{"  01, 02/2018", "Viết báo cáo tổng hợp; điều chỉnh, hoàn thành báo cáo"}, {"     3/2018", "Nộp báo cáo tự đánh giá và tổng hợp kết quả"}}},
		{Name: "Lịch tự đánh giá", Rows: [][]any{
			{"LỊCH THỰC HIỆN TỰ ĐÁNH GIÁ"}, {"Thời gian", "Các hoạt động"},
			{"Tuần 5\n(Từ 18//9/2017 đến 23/9/2017)", "Xây dựng kế hoạch; quyết định thành lập Hội đồng TĐG"}, {"Tuần 6,7\n(Từ 25/9/2017 đến 07/10/2017)", "Triển khai, phổ biến kế hoạch; hội thảo nghiệp vụ"},
			{"Tuần \n8,9,10,11,12,13\n(Từ 09/10/20017 đến 18/11/2017)", "Chuẩn bị đề cương; thu thập thông tin, minh chứng; hoàn thiện phiếu đánh giá tiêu chí"},
			{"Tuần 14,15\n(Từ 20/11/2017 đến 02/12/2017)", "Họp Hội đồng TĐG, điều chỉnh đề cương"}, {"     Tuần 16,17\n(Từ 04/12/2017 đến 16/12/2017)", "Thông qua đề cương chi tiết"},
			{"Tuần  19,20,21,22\n(Từ 02/01/2018 đến 27/01/2018)", "Thảo luận dự thảo báo cáo"}, {"     Tuần 23,24\n(Từ 29/01/2018 đến 10/02/2018)", "Mã hoá thông tin, minh chứng"},
			{"     Tuần 25,26\n(Từ 26/02/2018 đến 10/3/2018)", "Kiểm tra minh chứng; công bố báo cáo trong nội bộ"}, {"Tuần 27\n(Từ 12/3/2018  đến 17/3/2018)", "Xử lý ý kiến đóng góp"},
			{"Tuần 28,29\n(Từ 19/3/2018 đến 31/3/2018)", "Công bố, nộp báo cáo TĐG và tổng hợp kết quả về Phòng GD&ĐT huyện"}}},
	}}
	if !results {
		return f
	}
	f.Sheets, f.Levels, f.Declared = nil, map[string]int{}, "Mức 1"
	f.Info = map[string]any{"assessed_on": "20/3/2018"}
	per := []int{7, 5, 6, 3, 7}
	n := 0
	for s, count := range per {
		for c := 1; c <= count; c++ {
			level := 1
			if n%3 == 2 {
				level = 0 // 19 of 28 attain it: 67,9 %, cấp độ 1
			}
			f.Levels[fmt.Sprintf("%d.%d", s+1, c)] = level
			n++
		}
	}
	return f
}

// maintenance is Tiểu học Lương Sơn, 2021-2022: council, groups, who gathers
// what at what cost, thirty-five weeks, and its certificates.
func maintenance() *blank.Fill {
	f := &blank.Fill{Rows: map[string][]map[string]any{}, Info: map[string]any{
		"accreditation_grade": "Cấp độ 2", "accreditation_signed": "Tháng 11/2018", "national_grade": "Mức độ I", "national_signed": "Tháng 11/2018"}}
	member := func(group string, n int, position, duty string) {
		f.Rows["council"] = append(f.Rows["council"], map[string]any{"number": n, "group": group, "name": position + " (" + group + " " + strconv.Itoa(n) + ")", "position": position, "duty": duty})
	}
	for i, m := range [][2]string{{"BTCB - HT", "Chủ tịch HĐ"}, {"P. BTCB - Phó HT", "P. Chủ tịch HĐ"}, {"CT Công đoàn", "Phó CT"}, {"Cán bộ y tế", "Uỷ viên HĐ"}, {"TT tổ CM 2", "Uỷ viên HĐ"}, {"TP tổ CM 2", "Uỷ viên HĐ"},
		{"TT tổ CM 1", "Uỷ viên HĐ"}, {"TP tổ CM 1", "Uỷ viên HĐ"}, {"CB thư viện", "Uỷ viên HĐ"}, {"Giáo viên", "Uỷ viên HĐ"}, {"TPT Đội", "Uỷ viên HĐ"}, {"Bí thư ĐTN", "Uỷ viên HĐ"}, {"Kế toán", "Uỷ viên HĐ"}} {
		member("Hội đồng", i+1, m[0], m[1])
	}
	for i, m := range [][2]string{{"P. BTCB - Phó Hiệu trưởng", "Trưởng nhóm TK"}, {"Giáo viên", "Ủy viên HĐ"}, {"TT tổ CM 2", "Uỷ viên HĐ"}, {"Giáo viên", "Ủy viên"}} {
		member("Nhóm thư ký", i+1, m[0], m[1])
	}
	for group, size := range []int{5, 4, 4, 3, 5} {
		for i := range size {
			duty, position := "Ủy viên", "GV"
			if i == 0 {
				duty, position = "Trưởng nhóm", "Tổ trưởng tổ CM1"
			}
			member(fmt.Sprintf("Nhóm %d", group+1), i+1, position, duty)
		}
	}
	names := []string{"Tổ chức bộ máy và quản lý nhà trường", "Cán bộ quản lý, giáo viên, nhân viên và học sinh", "Chương trình giáo dục và các hoạt động giáo dục", "Tài chính và cơ sở vật chất", "Quan hệ nhà trường, gia đình và xã hội", "Kết quả giáo dục của học sinh"}
	when := []string{"Tháng 8/2021", "Tháng 9/2021", "Tháng 10/2021", "Tháng 10/2021", "Tháng 10/2021", "Tháng 1-5/2022"}
	who := []string{"Hiệu trưởng", "P. Hiệu trưởng", "P. Hiệu trưởng", "Hiệu trưởng", "Hiệu trưởng", "P. Hiệu trưởng"}
	what := []string{"Biên bản HNCNVC đầu năm và hoạt động của các tổ chức trong trường", "Hồ sơ QLCB và hồ sơ thanh tra CBGV", "Kế hoạch thời gian, kế hoạch nhà trường, kế hoạch CM, phân công CM, theo dõi CM…", "Hồ sơ QLCSVC, thực tế kiểm tra", "Hồ sơ hội CMHS, hội đồng GD xã, đánh giá của chính quyền…", "Báo cáo sơ kết học kỳ, báo cáo TK năm học và đánh giá của CM phòng GD"}
	where := []string{"Trường TH", "Trường TH", "Trường TH và phòng GD", "Trường TH", "Phường", "Trường TH và phòng GD"}
	gathered := []string{"Tháng 8/2021", "Tháng 9/2021", "Tháng 10/2021", "Tháng 12/2021", "Tháng 10/2021", "Tháng 1-5/2022"}
	groups := []string{"Nhóm 1", "Nhóm 2", "Nhóm 3", "Nhóm 4", "Nhóm 5", "Nhóm 1"}
	for i := range names {
		f.Rows["assignment"] = append(f.Rows["assignment"], map[string]any{"number": i + 1, "standard": names[i], "responsible": who[i], "period": when[i]})
		f.Rows["collection"] = append(f.Rows["collection"], map[string]any{"standard": strconv.Itoa(i + 1), "what": what[i], "where": where[i], "responsible": groups[i], "period": gathered[i], "money": "120000 đ"})
	}
	for _, m := range [][2]string{
		{"Tuần 1", "Họp lãnh đạo nhà trường; quyết định thành lập, phân công nhiệm vụ"}, {"Tuần 2", "Phổ biến chủ trương; hội thảo chuyên môn; hoàn thành kế hoạch"}, {"Tuần 3 - 8", "Chuẩn bị đề cương; thu thập thông tin và minh chứng; hoàn thiện phiếu mô tả tiêu chí"},
		{"Tuần 9", "Họp Hội đồng; điều chỉnh đề cương"}, {"Tuần 10", "Thông qua đề cương chi tiết; viết báo cáo kết quả duy trì"}, {"Tuần\n11-12", "Dự thảo báo cáo; kiểm tra lại minh chứng"}, {"Tuần\n13-14", "Thảo luận dự thảo báo cáo"}, {"Tuần 15", "Công bố báo cáo trong nội bộ"},
		{"Tuần 16", "Xử lý ý kiến đóng góp"}, {"Tuần 17", "Công bố bản báo cáo đã hoàn thiện"}, {"Tuần 18", "Tập hợp ý kiến; nộp bản báo cáo"}, {"Tuần 19", "Phổ biến chủ trương công nhận lại"}, {"Tuần\n20-21", "Chuẩn bị đề cương công nhận lại"}, {"Tuần 22", "Họp Hội đồng"},
		{"Tuần 23", "Thông qua đề cương"}, {"Tuần\n24-25", "Dự thảo báo cáo"}, {"Tuần\n 26-27", "Thảo luận dự thảo báo cáo"}, {"Tuần 28", "Công bố trong nội bộ"}, {"Tuần\n29-30", "Hoàn thiện bản báo cáo"}, {"Tuần\n31-32", "Xử lý ý kiến, hoàn thiện"}, {"Tuần\n33-35", "Nộp bản báo cáo"},
	} {
		f.Rows["timeline"] = append(f.Rows["timeline"], map[string]any{"time": m[0], "activity": m[1]})
	}
	return f
}
