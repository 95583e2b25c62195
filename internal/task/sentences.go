package task

// Sentences are what people read for each code.
func Sentences() map[string]string {
	return map[string]string{
		"task.not_found":       "Không tìm thấy nhiệm vụ này, hoặc đồng chí không có quyền xem.",
		"task.invalid":         "Chưa lưu được nhiệm vụ. Hãy sửa các ô được đánh dấu.",
		"task.overtaken":       "Có người khác vừa báo cáo nhiệm vụ này. Nội dung đồng chí viết còn nguyên bên dưới; hãy xem báo cáo mới rồi gửi lại.",
		"task.title_missing":   "Hãy ghi nội dung nhiệm vụ.",
		"task.title_long":      "Nội dung nhiệm vụ dài quá 500 ký tự. Hãy rút gọn.",
		"task.owner_missing":   "Hãy chọn người thực hiện, hoặc ghi tên người, tổ thực hiện.",
		"task.owner_elsewhere": "Người được chọn không sinh hoạt tại đơn vị này hay đơn vị trực thuộc, cũng không giữ chức vụ ở đây. Hãy chọn người khác.",
		"task.due_past":        "Thời hạn đã qua. Hãy chọn từ hôm nay trở đi.",
		"task.due_sooner":      "Hạn mới phải sau hạn cũ.",
		"task.extend_reason":   "Hãy ghi lý do gia hạn.",
		"task.deny_reason":     "Hãy ghi lý do không gia hạn.",
		"task.no_due":          "Việc này không đặt hạn, không cần xin gia hạn.",
		"task.no_wish":         "Không còn đề nghị gia hạn nào chờ trả lời. Hãy tải lại trang.",
		"task.asked":           "%v xin gia hạn việc “%v” đến %v: %v",
		"task.extended":        "Việc “%v” được gia hạn đến %v.",
		"task.denied":          "Việc “%v” không được gia hạn, hạn vẫn là %v: %v",
		"task.reported":        "%v báo cáo đã xong việc “%v”.",
		"task.finished":        "Việc này đã xong hoặc đã thôi, không gia hạn được.",
		"task.progress_range":  "Mức hoàn thành là số từ 0 đến 100.",
		"task.state_unknown":   "Hãy chọn: đang làm, đã xong hoặc không làm nữa.",
		"task.result_long":     "Kết quả dài quá 4.000 ký tự. Hãy rút gọn.",
		"task.reason_missing":  "Không làm nữa thì hãy ghi lý do vào ô kết quả.",
	}
}
