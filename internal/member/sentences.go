package member

import "maps"

// Sentences are what faults, fields and remarks on rows say to people, by code;
// %v takes the next value of the fault or remark.
func Sentences() map[string]string {
	all := map[string]string{
		"member.invalid":               "Một số ô chưa đúng. Xin xem lời nhắc ở từng ô rồi lưu lại.",
		"member.changed_meanwhile":     "Hồ sơ của %v vừa được người khác sửa. Nội dung đồng chí đã gõ vẫn còn; xin xem lại bản mới rồi lưu lần nữa.",
		"member.elsewhere":             "%v đang có tên trong danh sách của %v. Một đảng viên chỉ thuộc một chi bộ; xin làm thủ tục chuyển sinh hoạt hoặc kiểm tra lại số.",
		"member.elsewhere_hidden":      "Số này đã thuộc về một hồ sơ ở đơn vị khác. Xin kiểm tra lại số; nếu đúng, xin làm thủ tục chuyển sinh hoạt.",
		"member.left_before":           "%v đã có hồ sơ tại %v và ra khỏi danh sách từ ngày %v. Xin mở hồ sơ đó để tiếp nhận lại.",
		"member.has_left":              "Người này đã ra khỏi danh sách đảng viên.",
		"member.unit_closed":           "%v đã kết thúc hoạt động. Xin chọn đơn vị khác.",
		"member.unit_kind":             "%v không phải là chi bộ. Xin chọn chi bộ mà đảng viên sinh hoạt.",
		"member.same_unit":             "Đảng viên đang ở chính chi bộ này.",
		"member.page_unknown":          "Không tìm thấy trang tiếp theo. Xin mở lại danh sách từ đầu.",
		"member.name_empty":            "Xin ghi họ và tên.",
		"member.name_long":             "Họ và tên quá dài.",
		"member.name_letters":          "Họ và tên chỉ gồm chữ cái, khoảng trắng và dấu gạch nối.",
		"member.sex_unknown":           "Giới tính ghi là Nam hoặc Nữ.",
		"member.state_unknown":         "Trạng thái này không có trong danh mục. Xin ghi: Chính thức, Dự bị hoặc Quần chúng ưu tú.",
		"member.day_empty":             "Xin ghi ngày.",
		"member.day_form":              "Không đọc được ngày này. Xin ghi như 03/02/1985.",
		"member.day_future":            "Ngày này chưa tới. Xin xem lại.",
		"member.day_early":             "Ngày này không sau lần thay đổi gần nhất. Xin xem lại ngày trong quyết định.",
		"member.birth_old":             "Ngày sinh quá xa. Xin xem lại năm sinh.",
		"member.official_early":        "Ngày chính thức trước ngày vào Đảng. Xin xem lại hai ngày.",
		"member.candidate_admitted":    "Quần chúng ưu tú chưa có ngày vào Đảng. Xin xem lại trạng thái hoặc ngày.",
		"member.probationary_official": "Đảng viên dự bị chưa có ngày chính thức. Nếu đã được công nhận, xin ghi quyết định công nhận chính thức.",
		"member.age_refused":           "Tuổi khi vào Đảng quá nhỏ. Xin xem lại ngày sinh và ngày vào Đảng.",
		"member.age_young":             "Khi vào Đảng chưa đủ tuổi quy định; xin kiểm tra lại.",
		"member.age_late":              "Khi vào Đảng đã quá tuổi quy định; xin kiểm tra lại.",
		"member.probation_short":       "Thời gian dự bị ngắn hơn quy định; xin kiểm tra lại.",
		"member.citizen_form":          "Số căn cước chỉ gồm chữ số.",
		"member.citizen_digits":        "Số căn cước phải đủ 12 chữ số.",
		"member.citizen_old":           "Đây là số chứng minh nhân dân 9 số. Xin ghi số căn cước 12 số.",
		"member.citizen_doubt":         "Số căn cước không khớp với mã tỉnh, năm sinh hoặc giới tính; xin kiểm tra lại.",
		"member.card_form":             "Số thẻ đảng viên chỉ gồm chữ số; xin xem lại độ dài.",
		"member.phone_form":            "Số điện thoại phải có 10 số (di động) hoặc 11 số (máy bàn), bắt đầu bằng 0.",
		"member.state_order":           "Không thể chuyển từ trạng thái hiện tại sang trạng thái này.",
		"member.decision_empty":        "Xin ghi số quyết định.",
		"member.reason_unknown":        "Xin chọn lý do ra khỏi danh sách.",
		"member.exempt_state":          "Chỉ miễn sinh hoạt cho đảng viên.",
		"member.exempt_order":          "Ngày cuối phải sau ngày bắt đầu miễn.",
		"member.post_unknown":          "Chức vụ này không có trong danh mục.",
		"member.post_official":         "Chức vụ này chỉ giao cho đảng viên chính thức.",
		"member.post_outside":          "Người giữ chức vụ này phải sinh hoạt trong đơn vị.",
		"member.post_order":            "Ngày kết thúc phải sau ngày bắt đầu giữ chức vụ.",
		"member.post_taken":            "Trong thời gian này chức vụ đã có người giữ. Xin kết thúc chức vụ cũ trước.",
		"member.post_ended":            "Chức vụ này đã kết thúc trước ngày đó.",
	}
	maps.Copy(all, fileSentences())
	maps.Copy(all, rowSentences())
	return all
}

// fileSentences are about a list as a whole.
func fileSentences() map[string]string {
	return map[string]string{
		"member.file_empty":       "Tệp rỗng. Xin chọn lại tệp.",
		"member.file_large":       "Tệp quá lớn hoặc chứa quá nhiều dữ liệu. Xin chia thành nhiều tệp nhỏ.",
		"member.file_locked":      "Tệp có mật khẩu. Xin mở bằng Excel, bỏ mật khẩu rồi lưu lại.",
		"member.file_xls":         "Tệp ở dạng Excel cũ. Xin mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi gửi lại.",
		"member.file_ods":         "Tệp ở dạng OpenDocument. Xin lưu thành dạng .xlsx rồi gửi lại.",
		"member.file_word":        "Đây là tệp Word. Xin chép bảng sang Excel và lưu dạng .xlsx.",
		"member.file_pdf":         "Đây là tệp PDF hoặc ảnh. Xin gửi bảng tính Excel (.xlsx) hoặc CSV.",
		"member.file_other":       "Tệp không phải bảng tính. Xin gửi tệp Excel (.xlsx) hoặc CSV.",
		"member.file_cut":         "Tệp bị thiếu phần cuối, có thể do gửi chưa xong. Xin gửi lại. %v",
		"member.file_damaged":     "Tệp bị hỏng, không đọc được. Xin mở bằng Excel, lưu lại rồi gửi. %v",
		"member.file_header":      "Không thấy dòng tiêu đề trong %v dòng đầu. Danh sách cần có cột Họ và tên và ít nhất một cột như Ngày sinh, Số thẻ, Số căn cước.",
		"member.file_sheets":      "Tệp có nhiều trang tính chứa danh sách (%v, %v). Xin chọn một trang tính.",
		"member.file_rows":        "Danh sách dài hơn %v dòng. Xin chia thành nhiều tệp.",
		"member.encoding_unknown": "Bảng mã không có trong danh mục. Xin chọn: tự nhận, Unicode, TCVN3 (ABC) hoặc VNI.",
		"member.import_refused":   "Có %v dòng bị từ chối nên chưa nhập dòng nào. Xin sửa các dòng đó, hoặc chọn nhập các dòng còn lại.",
	}
}

// rowSentences are about one row of a list.
func rowSentences() map[string]string {
	return map[string]string{
		"member.row_identity":         "Thiếu ngày sinh, số thẻ và số căn cước nên không phân biệt được người này.",
		"member.row_two_births":       "Dòng có hai ngày sinh.",
		"member.row_two_sexes":        "Dòng ghi cả Nam và Nữ.",
		"member.row_cell_error":       "Ô có lỗi công thức của bảng tính.",
		"member.row_scientific":       "Số bị Excel rút gọn thành %v nên đã mất chữ số. Xin định dạng cột là Văn bản (Text) và gõ lại số.",
		"member.row_no_day":           "Không có ngày này trong lịch: %v.",
		"member.row_day_form":         "Không đọc được ngày: %v. Xin ghi như 03/02/1985, 02/1985 hoặc 1985.",
		"member.name_font":            "Tên bị lỗi phông chữ: %v. Xin chọn bảng mã TCVN3 hoặc VNI khi nhập.",
		"member.row_two_people":       "Số căn cước thuộc về một người, số thẻ thuộc về người khác.",
		"member.row_card_taken":       "Số thẻ này đã thuộc về người có số căn cước khác.",
		"member.row_other_person":     "Số này đã thuộc về người có họ tên và ngày sinh khác.",
		"member.row_unsure":           "Chi bộ đã có người cùng họ tên, chưa đủ dữ liệu để biết là một hay hai người. Xin ghi thêm ngày sinh, số thẻ hoặc số căn cước.",
		"member.row_duplicate":        "Người này đã có ở dòng %v với nội dung khác.",
		"member.row_repeated":         "Giống hệt dòng %v.",
		"member.row_elsewhere":        "Người này đang sinh hoạt ở %v. Xin làm thủ tục chuyển sinh hoạt.",
		"member.row_elsewhere_hidden": "Người này đã có hồ sơ ở đơn vị khác. Xin kiểm tra lại số hoặc làm thủ tục chuyển sinh hoạt.",
		"member.row_left":             "Người này đã ra khỏi danh sách từ ngày %v. Xin mở hồ sơ cũ để tiếp nhận lại.",
		"member.row_state_back":       "Hồ sơ hiện ghi là %v, không thể chuyển về trạng thái trong tệp.",
		"member.row_unit_unknown":     "Không tìm thấy chi bộ “%v” trong phạm vi được nhập. Xin ghi mã chi bộ.",
		"member.row_unit_several":     "Có nhiều chi bộ tên “%v”. Xin ghi mã chi bộ.",
		"member.row_unit_kind":        "“%v” không phải là chi bộ.",
		"member.row_unit_missing":     "Dòng không ghi chi bộ, còn %v không phải là chi bộ.",
		"member.row_padded":           "Đã thêm số 0 bị mất ở đầu.",
		"member.row_serial":           "Đã đổi số của bảng tính thành ngày %v.",
		"member.row_year_as_day":      "Ô định dạng ngày nhưng chỉ ghi năm: hiểu là năm %v.",
		"member.row_short_year":       "Năm ghi hai chữ số: hiểu là %v.",
		"member.row_state_assumed":    "Danh sách không ghi trạng thái: hiểu là %v.",
		"member.row_overdue":          "Đã hết thời gian dự bị mà chưa có ngày chính thức; xin kiểm tra lại.",
		"member.row_changed":          "Sửa: %v.",
	}
}
