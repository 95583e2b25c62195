package report

// Sentences are what people read for each code.
func Sentences() map[string]string {
	return map[string]string{
		"report.month":  "Tháng không hợp lệ. Hãy chọn lại tháng.",
		"report.after":  "Không mở được trang tiếp theo. Hãy mở lại danh sách từ đầu.",
		"report.filter": "Không có cách lọc này. Hãy chọn lại trong danh sách.",
	}
}
