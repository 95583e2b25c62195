package publication

// Sentences are what people read for each code.
func Sentences() map[string]string {
	return map[string]string{
		"publication.not_found":       "Không tìm thấy văn bản gửi đến này, hoặc văn bản không gửi đến đồng chí.",
		"publication.no_mark":         "Chưa có ai đọc văn bản này.",
		"publication.invalid":         "Chưa thực hiện được. Hãy sửa các ô được đánh dấu.",
		"publication.subject_missing": "Chưa rõ gửi văn bản nào. Hãy mở văn bản rồi bấm gửi lại.",
		"publication.title_missing":   "Văn bản chưa có trích yếu. Hãy ghi trích yếu rồi gửi.",
		"publication.title_long":      "Trích yếu dài quá 1.000 ký tự. Hãy rút gọn.",
		"publication.targets_missing": "Hãy chọn ít nhất một nơi nhận.",
		"publication.targets_many":    "Chọn quá 200 nơi nhận. Hãy chọn đơn vị cấp trên của các nơi đó.",
		"publication.target_outside":  "Có nơi nhận không thuộc đơn vị gửi. Ra ngoài đơn vị mình thì chỉ gửi đến văn phòng.",
		"publication.target_closed":   "Có nơi nhận không còn hoạt động. Hãy chọn đơn vị đã thay thế.",
		"publication.target_unknown":  "Hãy chọn loại nơi nhận.",
		"publication.post_unknown":    "Hãy chọn chức vụ nhận văn bản.",
		"publication.ask_unknown":     "Hãy chọn: chỉ cần đọc, xác nhận đã đọc, hoặc trả lời câu hỏi.",
		"publication.due_past":        "Hạn đọc đã qua. Hãy chọn từ hôm nay trở đi.",
		"publication.question_text":   "Hãy ghi câu hỏi, không quá 500 ký tự.",
		"publication.choices_number":  "Câu hỏi cần từ 2 đến 6 phương án.",
		"publication.choices_text":    "Có phương án để trống hoặc dài quá 500 ký tự.",
		"publication.right_missing":   "Hãy chọn phương án đúng.",
		"publication.over_elsewhere":  "Văn bản chuyển tiếp không gửi đến đơn vị này. Hãy chọn văn bản mà đơn vị đã nhận.",
		"publication.withdrawn":       "Văn bản này đã được thu hồi, không cần đọc nữa.",
		"publication.reason_missing":  "Hãy ghi lý do thu hồi.",
		"publication.page_unknown":    "Không mở được trang này. Hãy xem lại từ đầu danh sách.",
		"publication.asked_otherwise": "Văn bản này không yêu cầu việc đó. Hãy mở lại văn bản để xem yêu cầu.",
		"publication.choice_missing":  "Hãy chọn một phương án.",
		"publication.wrong":           "“%v” chưa đúng. Mời đồng chí đọc lại văn bản rồi trả lời lần nữa.",
		"publication.before":          "Văn bản này gửi từ trước khi đồng chí về đây; đồng chí có thể đọc, không phải xác nhận.",
		"publication.remind":          "Nhắc: đồng chí chưa đọc xong văn bản “%v”%v.",
		"publication.pressed_today":   "Hôm nay đã nhắc rồi. Mỗi ngày chỉ nhắc một lần; mai hãy nhắc lại.",
		"publication.not_open":        "Văn bản này không công khai nên không có đường dẫn chung. Hãy phát hành lại ở chế độ công khai.",
	}
}
