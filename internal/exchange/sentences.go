package exchange

// Sentences say each of the feature's codes to a person: what happened, what was
// kept, what to do.
func Sentences() map[string]string {
	return map[string]string{
		"exchange.not_found":     "Không tìm thấy mục liên thông này, hoặc đồng chí không có quyền xem.",
		"exchange.no_desk":       "Cơ quan chưa có mã định danh liên thông. Hãy nhờ quản trị khai báo tại trang Liên thông, mục Nơi nhận và cấu hình.",
		"exchange.no_peer":       "Không tìm thấy nơi nhận này trong danh bạ liên thông.",
		"exchange.nobody":        "Không còn nơi nào để gửi: các nơi đã chọn đều đã được gửi, hoặc đã ngừng liên thông.",
		"exchange.not_issued":    "Chỉ gửi liên thông được văn bản đã ban hành, đang còn hiệu lực.",
		"exchange.not_recalled":  "Văn bản chưa được thu hồi. Hãy thu hồi văn bản trước, rồi báo cho các nơi đã nhận.",
		"exchange.not_failed":    "Văn bản này không ở trạng thái gửi lỗi, không cần gửi lại.",
		"exchange.overtaken":     "Nơi gửi đã được báo tình trạng sau đó, không cần báo lại tình trạng này.",
		"exchange.not_bad":       "Mục này đã được xử lý.",
		"exchange.no_recall":     "Đề nghị thu hồi này đã được trả lời.",
		"exchange.invalid":       "Thông tin chưa đúng. Hãy sửa các ô được đánh dấu.",
		"exchange.peers_missing": "Hãy chọn ít nhất một nơi nhận.",
		"exchange.organ_bad":     "Mã định danh chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối, ví dụ H37.DN.001.",
		"exchange.organ_known":   "Mã định danh này đã có trong danh bạ.",
		"exchange.code_bad":      "Không có đơn vị mang mã này, hoặc đồng chí không quản lý đơn vị đó.",
		"exchange.name_bad":      "Hãy nhập tên cơ quan, không quá 200 chữ cái.",
		"exchange.server_bad":    "Máy chủ thư ghi theo dạng tên:cổng, ví dụ imap.tinhuy.vn:993.",
		"exchange.login_missing": "Hãy nhập tên đăng nhập hộp thư.",
		"exchange.security_bad":  "Hãy chọn cách bảo vệ đường truyền.",
		"exchange.folder_bad":    "Tên thư mục chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối.",
		"exchange.url_bad":       "Địa chỉ nhận phải bắt đầu bằng https://; chỉ trong cùng máy này mới được dùng http://.",
		"exchange.way_bad":       "Hãy chọn cách gửi.",
		"exchange.too_large":     "Các tệp cộng lại lớn quá %v MB, không gửi nhận liên thông được. Hãy giảm dung lượng rồi gửi lại.",
		"exchange.key":           "Khóa truy cập không đúng hoặc đã bị thay. Hãy xin khóa mới từ cơ quan nhận.",
		"exchange.secret":        "Văn bản có dấu độ mật, không được gửi nhận trên máy nối mạng. Nội dung không được lưu; nơi gửi đã được báo. Hãy gửi theo đường công văn mật.",

		"exchange.bad_xml":        "Gói tin hỏng hoặc bị cắt giữa chừng, không đọc được (%v). Hãy đề nghị nơi gửi gửi lại.",
		"exchange.bad_charset":    "Gói tin dùng bảng mã lạ (%v). Hãy đề nghị nơi gửi dùng UTF-8.",
		"exchange.bad_dtd":        "Gói tin chứa khai báo không an toàn (%v), không được mở. Hãy đề nghị nơi gửi kiểm tra phần mềm của họ.",
		"exchange.bad_large":      "Gói tin quá lớn hoặc có quá nhiều phần (%v). Hãy đề nghị nơi gửi chia nhỏ.",
		"exchange.bad_kind":       "Tệp không phải gói tin edXML (%v).",
		"exchange.bad_missing":    "Gói tin thiếu phần bắt buộc: %v. Hãy đề nghị nơi gửi bổ sung.",
		"exchange.bad_base64":     "Tệp đính kèm trong gói tin bị hỏng (%v). Hãy đề nghị nơi gửi gửi lại.",
		"exchange.bad_zip":        "Tệp nén trong gói tin không mở được: %v. Hãy đề nghị nơi gửi gửi lại.",
		"exchange.bad_sender":     "Gói tin ghi nơi gửi là %v, không khớp với khóa truy cập đã dùng. Hãy kiểm tra danh bạ.",
		"exchange.bad_stray":      "Không tìm thấy văn bản tương ứng với thông báo này (%v). Có thể bỏ qua.",
		"exchange.bad_letter":     "Thư hỏng hoặc ghép sai quy cách, không mở được%v. Hãy đề nghị nơi gửi gửi lại.",
		"exchange.bad_left":       "Thư kèm tệp %v của Outlook, không đọc được. Hãy đề nghị nơi gửi gửi dạng thường, hoặc nhận phần còn lại.",
		"exchange.bad_left_there": "Thư lớn quá 64 MB, để lại trong thư mục Loi của hộp thư%v. Hãy mở bằng phần mềm thư và vào sổ bằng tay.",

		"exchange.box_connect":  "Không kết nối được máy chủ thư, hoặc chứng thư của máy chủ không tin cậy. Hãy kiểm tra địa chỉ và đường mạng.",
		"exchange.box_insecure": "Máy chủ thư không cho kết nối được bảo vệ. Hãy chọn cách kết nối khác.",
		"exchange.box_login":    "Máy chủ thư không nhận tên và mật khẩu. Hãy nhập lại.",
		"exchange.box_folder":   "Không mở được hộp thư đến, hoặc không tạo được thư mục Da nhan, Loi.",
		"exchange.box_lost":     "Kết nối với máy chủ thư bị ngắt giữa chừng. Lượt sau sẽ thử lại.",
		"exchange.box_sealed":   "Mật khẩu hộp thư không mở được bằng khóa của máy này. Hãy nhập lại mật khẩu.",
	}
}
