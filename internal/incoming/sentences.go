package incoming

// Sentences say each of the feature's codes to a person: what happened, what was
// kept, what to do.
func Sentences() map[string]string {
	return map[string]string{
		"incoming.not_found":     "Không tìm thấy văn bản đến này, hoặc đồng chí không có quyền xem.",
		"incoming.is_arrived":    "“%v” chưa vào sổ. Hãy vào sổ trước.",
		"incoming.is_registered": "“%v” đã vào sổ, chưa giao cho ai xử lý.",
		"incoming.is_working":    "“%v” đã giao xử lý. Muốn đổi, hãy chuyển hoặc rút việc đã giao trước.",
		"incoming.is_done":       "“%v” đã xử lý xong. Muốn làm tiếp, hãy mở lại.",
		"incoming.is_refused":    "“%v” đã trả lại nơi gửi.",
		"incoming.is_cancelled":  "“%v” đã gạch khỏi sổ vì vào nhầm.",
		"incoming.overtaken":     "Có người khác vừa xử lý văn bản này. Nội dung đồng chí nhập còn nguyên bên dưới; hãy xem bản mới rồi gửi lại.",
		"incoming.invalid":       "Thông tin chưa đúng. Hãy sửa các ô được đánh dấu.",
		"incoming.secret":        "Văn bản có dấu độ mật. Văn bản từ Mật trở lên không được đăng ký, lưu giữ trên máy nối mạng: hãy vào sổ mật riêng theo quy định bảo vệ bí mật nhà nước. Nội dung này không được lưu.",
		"incoming.twin":          "Có thể văn bản này đã vào sổ: số đến %v, ngày %v. Nếu đúng là văn bản khác, hãy đánh dấu “Vẫn vào sổ” rồi gửi lại.",
		"incoming.twin_again":    "Đánh dấu ô này nếu đúng là văn bản khác.",
		"incoming.unit_closed":   "%v đã kết thúc hoạt động, không nhận văn bản mới được.",

		"incoming.issuer_missing":   "Hãy nhập cơ quan ban hành.",
		"incoming.issuer_long":      "Tên cơ quan dài quá 300 chữ cái. Hãy rút gọn.",
		"incoming.symbol_long":      "Số, ký hiệu dài quá 100 chữ cái. Hãy kiểm tra lại.",
		"incoming.type_long":        "Thể loại dài quá 100 chữ cái. Hãy rút gọn.",
		"incoming.abstract_missing": "Hãy nhập trích yếu.",
		"incoming.abstract_long":    "Trích yếu dài quá 1.000 chữ cái. Hãy rút gọn.",
		"incoming.day_missing":      "Hãy nhập ngày ghi trên văn bản.",
		"incoming.day_after":        "Ngày văn bản không thể sau ngày đến. Hãy kiểm tra lại.",
		"incoming.arrived_future":   "Ngày đến không thể sau hôm nay.",
		"incoming.arrived_old":      "Ngày đến cách đây quá 60 ngày. Hãy kiểm tra lại; nếu đúng, hãy ghi ngày hôm nay.",
		"incoming.arrived_year":     "Ngày đến phải cùng năm với sổ đã ghi. Muốn chuyển sổ, hãy gạch văn bản này rồi vào sổ lại.",
		"incoming.urgency_unknown":  "Hãy chọn độ khẩn.",
		"incoming.reason_missing":   "Hãy ghi lý do.",
		"incoming.note_long":        "Nội dung dài quá 4.000 chữ cái. Hãy rút gọn.",
		"incoming.external_missing": "Văn bản gửi đến thiếu mã của nơi gửi.",
	}
}
