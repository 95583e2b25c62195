package jobs

// Sentences are what people read for each code.
func Sentences() map[string]string {
	return map[string]string{
		"jobs.not_found":  "Không tìm thấy công việc này. Công việc đã xong được xóa sau một tháng.",
		"jobs.not_parked": "Công việc này không ở trạng thái tạm dừng nên không thể chạy lại.",
	}
}
