package document

// Sentences say each of the feature's codes to a person: what happened, what was
// kept, what to do.
func Sentences() map[string]string {
	return map[string]string{
		"document.not_found":    "Không tìm thấy văn bản này, hoặc đồng chí không có quyền xem.",
		"document.is_draft":     "“%v” đang soạn thảo. Hãy trình duyệt trước.",
		"document.is_submitted": "“%v” đang chờ duyệt. Muốn sửa, hãy lấy về bản soạn thảo.",
		"document.is_approved":  "“%v” đã được duyệt. Hãy lấy số rồi ban hành; muốn sửa, hãy lấy về bản soạn thảo.",
		"document.is_numbered":  "“%v” đã có số. Hãy ban hành; muốn sửa, hãy lấy về bản soạn thảo, số được giữ lại.",
		"document.is_issued":    "“%v” đã ban hành. Muốn thay đổi, hãy ban hành văn bản thay thế hoặc thu hồi.",
		"document.is_replaced":  "“%v” đã được thay thế bằng văn bản khác.",
		"document.is_recalled":  "“%v” đã thu hồi.",
		"document.is_dropped":   "“%v” đã hủy, không ban hành.",
		"document.overtaken":    "Có người khác vừa sửa văn bản này. Nội dung đồng chí viết còn nguyên bên dưới; hãy xem bản mới rồi lưu lại.",
		"document.invalid":      "Thông tin văn bản chưa đúng. Hãy sửa các ô được đánh dấu.",
		"document.incomplete":   "Văn bản chưa đủ để trình duyệt. Hãy điền các ô được đánh dấu.",
		"document.no_body":      "Quy định chưa có cơ quan ban hành văn bản cho %v. Hãy báo người quản trị bổ sung.",
		"document.unit_closed":  "%v đã kết thúc hoạt động, không soạn văn bản mới được.",
		"document.secret":       "Văn bản có dấu độ mật. Văn bản từ Mật trở lên không được soạn thảo, lưu giữ trên máy nối mạng: hãy soạn trên máy riêng theo quy định bảo vệ bí mật nhà nước. Nội dung này không được lưu.",

		"document.type_missing":       "Hãy chọn thể loại văn bản.",
		"document.type_authority":     "Cơ quan này không có thẩm quyền ban hành thể loại văn bản này. Hãy chọn thể loại khác.",
		"document.abstract_missing":   "Hãy nhập trích yếu.",
		"document.abstract_long":      "Trích yếu dài quá 500 chữ cái. Hãy rút gọn.",
		"document.text_missing":       "Văn bản chưa có nội dung.",
		"document.text_long":          "Nội dung quá dài. Hãy chuyển phần chi tiết thành phụ lục.",
		"document.lines_long":         "Có dòng dài quá 300 chữ cái hoặc quá 60 dòng. Hãy rút gọn.",
		"document.signer_missing":     "Hãy chọn người ký.",
		"document.signer_elsewhere":   "Người ký không thuộc đảng bộ này. Hãy chọn lại.",
		"document.recipients_missing": "Hãy ghi nơi nhận.",
		"document.replaces_unknown":   "Văn bản được thay thế phải là văn bản của chính cơ quan này, đang có hiệu lực.",
		"document.answers_unknown":    "Văn bản được trả lời phải là văn bản đến của cơ quan này, hoặc được giao cho cơ quan này xử lý.",
		"document.comment_empty":      "Hãy nhập ý kiến, không quá 4.000 chữ cái.",
		"document.approvers_missing":  "Hãy chọn từ 1 đến 10 người duyệt trong đảng bộ, mỗi người một lần.",
		"document.approver_unfit":     "Có người được chọn chưa có quyền duyệt văn bản của đơn vị này. Hãy chọn người khác, hoặc nhờ người quản trị giao vai trò.",
		"document.reason_missing":     "Hãy ghi lý do.",
		"document.not_your_turn":      "Chưa đến lượt đồng chí duyệt văn bản này, hoặc đồng chí đã duyệt rồi.",
		"document.number_not_found":   "Không có số này trong sổ.",
		"document.number_taken":       "Số này không còn được giữ. Hãy để trống để lấy số tiếp theo.",
		"document.number_used":        "Số này đã dùng cho một văn bản hoặc đã hủy.",
		"document.head_long":          "Tên cơ quan, số ký hiệu hoặc chỗ ký quá dài, không vừa trang giấy. Hãy rút gọn chức danh hoặc địa danh.",
		"document.template_kind":      "Mẫu phải là tệp Word (.docx). Hãy mở mẫu cũ, chọn Lưu thành, loại .docx rồi gửi lại.",
		"document.template_fields":    "Trong tệp chưa có ô nào phần mềm biết. Hãy ghi vào chỗ cần điền, ví dụ {{trich_yeu}}, {{noi_dung}}, rồi gửi lại.",
		"document.file_missing":       "Văn bản này chưa ban hành nên chưa có tệp chính thức.",
	}
}
