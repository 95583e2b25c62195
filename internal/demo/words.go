package demo

// What people do, say and write in the meetings of each sort of branch. "{nơi}"
// stands for the branch's place.

type wording struct {
	works    []string // tasks
	results  []string // of tasks that were done
	excuses  []string // why one was not
	opinions []string
	praise   []string
	faults   []string
}

func wordings() map[sort]wording {
	common := wording{
		results: []string{
			"Đã hoàn thành đúng thời hạn.", "Hoàn thành, có báo cáo gửi chi ủy.", "Đã làm xong, được chi bộ đánh giá tốt.",
			"Hoàn thành sớm 5 ngày.", "Đã hoàn thành; nhân dân đồng tình, ủng hộ.", "Hoàn thành 100% kế hoạch.",
		},
		excuses: []string{
			"Mới đạt khoảng 60%, do mưa kéo dài; tiếp tục thực hiện.", "Chưa xong vì thiếu kinh phí; đề nghị gia hạn sang tháng sau.",
			"Còn 4 hộ chưa thống nhất, tiếp tục vận động.", "Chậm do người phụ trách đi tập huấn; sẽ hoàn thành trong tháng tới.",
		},
		praise: []string{
			"Chi bộ đoàn kết, đảng viên chấp hành tốt sự phân công; nhiệm vụ trọng tâm hoàn thành đúng kế hoạch.",
			"Nội dung sinh hoạt sát với tình hình thực tế; nhiều đảng viên tham gia phát biểu.",
			"Đảng viên gương mẫu đi đầu, được nhân dân tin tưởng; đảng phí thu nộp đúng quy định.",
			"Chi ủy chuẩn bị chu đáo, tài liệu gửi trước cho đảng viên nghiên cứu.",
		},
		faults: []string{
			"Một số đảng viên còn ngại phát biểu; tự phê bình và phê bình chưa sâu. Nguyên nhân do chưa mạnh dạn.",
			"Còn nhiệm vụ thực hiện chậm; nguyên nhân chủ yếu do đôn đốc chưa thường xuyên.",
			"Công tác tạo nguồn kết nạp đảng viên còn khó khăn, do thanh niên đi làm ăn xa nhiều.",
			"Việc ứng dụng công nghệ số của đảng viên cao tuổi còn hạn chế; cần phân công người giúp đỡ.",
		},
	}
	all := map[sort]wording{village: villageWords(), school: schoolWords(), health: healthWords(), police: guardWords(), military: guardWords(), office: officeWords()}
	for s, w := range all {
		w.results, w.excuses, w.praise, w.faults = common.results, common.excuses, common.praise, common.faults
		all[s] = w
	}
	return all
}

func villageWords() wording {
	return wording{
		works: []string{
			"Vận động nhân dân hiến đất mở rộng đường {nơi}", "Rà soát hộ nghèo, hộ cận nghèo tại {nơi}, báo cáo ủy ban nhân dân",
			"Tổ chức ra quân vệ sinh môi trường, khơi thông cống rãnh tại {nơi}", "Vận động 100% hộ dân ký cam kết phân loại rác tại nguồn",
			"Giúp đỡ 03 hộ khó khăn sửa chữa nhà ở trước mùa mưa bão", "Lắp đặt 12 bóng điện chiếu sáng đường {nơi} bằng nguồn xã hội hóa",
			"Vận động hộ gia đình tham gia bảo hiểm y tế, đạt trên 95%", "Hướng dẫn đảng viên cao tuổi cài đặt và sử dụng sổ tay đảng viên điện tử",
			"Kiểm tra, tu sửa kênh mương nội đồng trước vụ gieo cấy", "Giới thiệu 02 quần chúng ưu tú học lớp nhận thức về Đảng",
			"Hòa giải vụ tranh chấp ranh giới đất giữa hai hộ tại {nơi}", "Chuẩn bị Ngày hội Đại đoàn kết toàn dân tộc ở khu dân cư",
			"Thăm hỏi, tặng quà gia đình chính sách trên địa bàn {nơi}", "Tuyên truyền phòng cháy, chữa cháy rừng đến từng hộ dân",
			"Vận động nhân dân tiêm phòng đàn gia súc đợt này đạt trên 90%", "Củng cố tổ tự quản an ninh trật tự {nơi}",
		},
		opinions: []string{
			"Đề nghị chi bộ tập trung vận động hai hộ còn lại hiến đất để đường làm xong trước Tết.",
			"Tuyến mương phía sau nhà văn hóa bị sạt, cần huy động ngày công sửa ngay trước vụ.",
			"Nhất trí với dự thảo nghị quyết. Đề nghị phân công rõ từng đảng viên phụ trách nhóm hộ.",
			"Việc thu gom rác còn chậm, đề nghị có lịch cố định và thông báo trên loa hằng tuần.",
			"Một số cháu thanh niên có chí tiến thủ, chi bộ nên giao việc để thử thách, tạo nguồn kết nạp.",
			"Bản thân tháng qua chưa đôn đốc tốt nhóm hộ được giao, xin rút kinh nghiệm trước chi bộ.",
			"Đề nghị cấp trên sớm hỗ trợ xi măng để nhân dân làm nốt đoạn đường còn lại.",
			"Tình hình lừa đảo qua điện thoại tăng, đề nghị tuyên truyền kỹ cho người cao tuổi.",
		},
	}
}

func schoolWords() wording {
	return wording{
		works: []string{
			"Bồi dưỡng học sinh chuẩn bị kỳ thi cấp tỉnh", "Rà soát học sinh có nguy cơ bỏ học, đến nhà vận động",
			"Tổ chức chuyên đề đổi mới phương pháp dạy học theo cụm trường", "Hoàn thành hồ sơ công nhận trường đạt chuẩn quốc gia",
			"Hướng dẫn giáo viên sử dụng học bạ số", "Giúp đỡ đảng viên dự bị hoàn thành nhiệm vụ được giao",
			"Tổ chức quyên góp sách giáo khoa cũ tặng học sinh khó khăn", "Kiểm tra công tác bán trú, an toàn thực phẩm",
		},
		opinions: []string{
			"Đề nghị phân công giáo viên có kinh nghiệm kèm cặp đồng nghiệp trẻ.", "Nhất trí với phương hướng tháng tới; cần quan tâm học sinh vùng xa.",
			"Cơ sở vật chất phòng máy xuống cấp, đề nghị kiến nghị cấp trên hỗ trợ.", "Phong trào thi đua cần gắn với kết quả cụ thể của từng tổ chuyên môn.",
			"Tự nhận thấy việc dự giờ đồng nghiệp còn ít, sẽ khắc phục trong tháng tới.",
		},
	}
}

func healthWords() wording {
	return wording{
		works: []string{
			"Tiêm chủng mở rộng đạt trên 95% trẻ trong độ tuổi", "Khám sàng lọc sức khỏe người cao tuổi tại các thôn",
			"Giám sát, phòng chống dịch sốt xuất huyết", "Cập nhật hồ sơ sức khỏe điện tử cho nhân dân", "Kiểm tra tủ thuốc, vật tư phòng chống thiên tai",
		},
		opinions: []string{
			"Đề nghị bố trí lịch trực hợp lý trong đợt cao điểm tiêm chủng.", "Nhất trí với dự thảo nghị quyết của chi bộ.",
			"Cần phối hợp chặt hơn với các trưởng thôn khi khám lưu động.", "Thái độ phục vụ người bệnh có chuyển biến rõ, cần duy trì.",
		},
	}
}

func guardWords() wording {
	return wording{
		works: []string{
			"Tuần tra, bảo đảm an ninh trật tự dịp lễ", "Tuyên truyền phòng chống lừa đảo trên không gian mạng đến từng hộ",
			"Vận động giao nộp vũ khí, vật liệu nổ", "Hoàn thành huấn luyện dân quân năm nay", "Rà soát, đăng ký nghĩa vụ quân sự cho thanh niên trong độ tuổi",
			"Hướng dẫn nhân dân sử dụng dịch vụ công trực tuyến",
		},
		opinions: []string{
			"Nhất trí với báo cáo; đề nghị tăng cường nắm tình hình cơ sở.", "Cần phối hợp với các thôn duy trì tổ tự quản hoạt động đều.",
			"Đề nghị bổ sung trang bị phục vụ tuần tra.", "Bản thân sẽ khắc phục hạn chế trong công tác tham mưu.",
		},
	}
}

func officeWords() wording {
	return wording{
		works: []string{
			"Tham mưu kế hoạch kiểm tra, giám sát quý tới", "Hoàn thành số hóa hồ sơ đảng viên", "Hướng dẫn các chi bộ sinh hoạt theo Hướng dẫn 42-HD/BTCTW",
			"Chuẩn bị nội dung hội nghị cấp ủy", "Rà soát, trả lời kiến nghị của nhân dân đúng hạn", "Tham mưu sơ kết chuyên đề học tập và làm theo Bác",
			"Dự sinh hoạt với các chi bộ được phân công theo dõi",
		},
		opinions: []string{
			"Đề nghị rút ngắn thời gian xử lý văn bản, ưu tiên việc có thời hạn.", "Nhất trí với dự thảo; cần giao rõ người chủ trì từng việc.",
			"Việc theo dõi chi bộ cần có nhận xét sau mỗi kỳ dự sinh hoạt.", "Xin nhận trách nhiệm về việc chậm tham mưu văn bản trong tháng.",
			"Các chi bộ thôn còn lúng túng khi dùng phần mềm, đề nghị cử cán bộ giúp trực tiếp.",
		},
	}
}

// topics of the thematic parts, one for each quarter.
func topics() []string {
	return []string{
		"Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh về nêu gương",
		"Nâng cao chất lượng sinh hoạt chi bộ trong giai đoạn mới",
		"Phát huy vai trò của đảng viên trong chuyển đổi số ở cơ sở",
		"Công tác phát triển đảng viên trong thanh niên",
	}
}

func reasons() []string {
	return []string{"Ốm", "Đi công tác", "Chăm người nhà nằm viện", "Đi khám bệnh", "Việc gia đình", "Đi tập huấn", "Trực đột xuất", "Đi vắng xa"}
}

func news() []string {
	return []string{
		"Chi bộ nghe thông tin thời sự trong nước và quốc tế; phổ biến văn bản mới của cấp trên về sắp xếp tổ chức bộ máy.",
		"Đồng chí bí thư quán triệt kế hoạch của đảng ủy về nhiệm vụ phát triển kinh tế, xã hội quý tới.",
		"Phổ biến hướng dẫn về chế độ đảng phí và việc nộp qua Cổng dịch vụ công.",
		"Thông báo nhanh kết quả hội nghị cấp ủy; những điểm mới của quy định thi hành Điều lệ Đảng.",
	}
}
