package api

// Sentences are what people read for each code of the face itself.
func Sentences() map[string]string {
	return map[string]string{
		"api.invalid":     "Yêu cầu chưa đúng mẫu. Hãy sửa các mục được nêu rồi gửi lại.",
		"api.too_large":   "Nội dung gửi lên lớn quá giới hạn %v MB. Hãy chia nhỏ rồi gửi lại.",
		"api.body_broken": "Nội dung gửi lên bị đứt giữa chừng. Hãy gửi lại.",
		"api.key_invalid": "Idempotency-Key phải có từ 1 đến 200 ký tự ASCII, không có dấu cách.",
		"api.key_reused":  "Idempotency-Key này đã dùng cho một yêu cầu khác. Hãy dùng khóa mới cho mỗi yêu cầu.",
		"api.no_list":     "Không tìm thấy dòng tiêu đề có mã và tên đơn vị trong tệp. Hãy kiểm tra lại tệp rồi gửi lại.",

		"api.too_many_rows": "Danh sách có quá %v dòng. Hãy chia nhỏ rồi gửi từng tệp.",

		"api.missing":  "Thiếu mục %v.",
		"api.unknown":  "Không có mục này.",
		"api.one_of":   "Giá trị phải là một trong: %v.",
		"api.at_least": "Giá trị phải từ %v trở lên.",
		"api.at_most":  "Giá trị không được quá %v.",
		"api.too_long": "Không được dài quá %v ký tự.",
		"api.too_many": "Không được quá %v mục.",
		"api.instant":  "Thời điểm phải viết theo RFC 3339, ví dụ 2026-03-05T19:30:00+07:00.",
		"api.day":      "Ngày phải viết dạng 2026-03-05.",
		"api.approx":   "Ngày phải viết dạng 2026-03-05, 2026-03 hoặc 2026.",
		"api.form":     "Giá trị không đúng dạng, ví dụ đúng: %v.",
		"api.value":    "Giá trị không đúng.",

		"api.status_400": "Yêu cầu không đọc được",
		"api.status_401": "Chưa đăng nhập",
		"api.status_403": "Không được phép",
		"api.status_404": "Không tìm thấy",
		"api.status_409": "Không còn phù hợp",
		"api.status_413": "Nội dung quá lớn",
		"api.status_415": "Loại nội dung không được nhận",
		"api.status_422": "Yêu cầu chưa đúng",
		"api.status_429": "Quá nhiều lần thử",
		"api.status_500": "Máy chủ gặp lỗi",
		"api.status_503": "Hệ thống đang bận",
		"api.failed":     "Máy chủ gặp lỗi nên chưa làm được. Nội dung cũ còn nguyên; xin thử lại sau ít phút.",
	}
}
