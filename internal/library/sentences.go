package library

// Sentences are what people read from this feature.
func Sentences() map[string]string {
	return map[string]string{
		"library.not_found": "Không tìm thấy văn bản này, hoặc đồng chí chưa được quyền đọc.",
		"library.invalid":   "Chưa lưu được. Đồng chí xem lại chỗ được đánh dấu.",
		"library.note_long": "Ghi chú dài quá 4.000 chữ. Đồng chí rút ngắn lại.",
	}
}
