package filing

// Sentences say each of the feature's codes to a person: what happened, what was
// kept, what to do.
func Sentences() map[string]string {
	return map[string]string{
		"filing.not_found":   "Không tìm thấy tệp này, hoặc đồng chí không có quyền xem.",
		"filing.refused":     "Không nhận được tệp này. Chưa có gì được lưu.",
		"filing.secret":      "Tệp có dấu độ mật nên không được nhận, không lưu lại gì. Văn bản từ Mật trở lên không được để trên máy nối mạng: hãy chuyển cho văn thư bảo mật (cơ yếu) theo đường công văn mật.",
		"filing.many":        "Mỗi văn bản có tối đa %v tệp kèm theo. Hãy gộp bớt rồi gửi lại.",
		"filing.old":         "Tệp đã gửi lên quá lâu mà chưa lưu được. Hãy gửi lại.",
		"filing.waiting":     "“%v” đang chờ văn thư xác nhận không phải tài liệu mật, nên chưa dùng được.",
		"filing.declared":    "Tệp này đã được xác nhận trước đó.",
		"filing.unsure":      "Máy đọc thấy dấu “%v” trên bản chụp. Hãy xem kỹ bản gốc; nếu chắc chắn không phải tài liệu mật, đánh dấu ô “Tôi đã xem kỹ” rồi xác nhận lại.",
		"filing.unsure_tick": "Hãy đánh dấu ô này nếu đã xem kỹ bản gốc.",
		"filing.no_image":    "Máy chưa vẽ được trang đầu của tệp này. Hãy mở tệp để xem.",

		"filing.file_empty":   "Tệp rỗng. Hãy chọn tệp khác.",
		"filing.file_large":   "Tệp lớn quá giới hạn 20 MB. Hãy chia nhỏ, hoặc quét lại ở độ nét thấp hơn, rồi gửi lại.",
		"filing.file_kind":    "Loại tệp này không được nhận. Hãy gửi PDF, Word (.docx), Excel (.xlsx) hoặc ảnh.",
		"filing.file_ending":  "Nội dung tệp không đúng với phần đuôi của tên tệp. Hãy lưu lại đúng loại rồi gửi.",
		"filing.file_broken":  "Tệp bị hỏng hoặc chưa tải hết. Hãy mở thử trên máy rồi gửi lại.",
		"filing.file_locked":  "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
		"filing.file_macro":   "Tệp có macro nên không được nhận. Hãy lưu lại dạng .docx, .xlsx không có macro, hoặc xuất ra PDF.",
		"filing.file_script":  "Tệp PDF có mã lệnh hoặc lệnh mở chương trình nên không được nhận. Hãy in lại ra PDF rồi gửi.",
		"filing.file_outside": "Tệp có phần nối ra ngoài hoặc cấu trúc không an toàn nên không được nhận. Hãy xuất lại thành PDF.",
		"filing.file_form":    "Tệp là biểu mẫu điện tử (XFA) nên không được nhận. Hãy in lại ra PDF rồi gửi.",
		"filing.file_bomb":    "Tệp bung ra quá lớn nên không được nhận. Hãy xuất lại thành PDF.",
		"filing.file_pixels":  "Ảnh quá lớn. Hãy thu nhỏ rồi gửi lại.",
		"filing.file_inside":  "Trong tệp có tệp khác kèm theo nên không được nhận. Hãy gửi từng tệp riêng.",
		"filing.file_unsafe":  "Tệp không an toàn nên không được nhận. Hãy xuất lại thành PDF rồi gửi.",

		"filing.gap_pdf_text":       "Chưa đọc được chữ trong tệp PDF: mọi tệp PDF phải chờ văn thư xác nhận và không tìm được theo nội dung.",
		"filing.gap_pdf_scan":       "Chưa đọc được bản chụp dạng PDF; trang chờ xác nhận không hiện được ảnh trang đầu.",
		"filing.gap_ocr":            "Chưa đọc được chữ trong ảnh và bản chụp: không tìm được theo nội dung.",
		"filing.gap_ocr_vietnamese": "Máy nhận dạng chữ chưa có tiếng Việt nên chưa dùng được.",
	}
}
