package access

// Sentences are what people read for each code.
func Sentences() map[string]string {
	return map[string]string{
		"access.sign_in":      "Đồng chí cần đăng nhập để tiếp tục.",
		"access.forbidden":    "Đồng chí không có quyền làm việc này. Nếu cần, hãy liên hệ văn phòng cấp ủy.",
		"access.not_found":    "Không tìm thấy nội dung này.",
		"access.no_account":   "Không tìm thấy tài khoản này.",
		"access.no_role":      "Không tìm thấy vai trò này. Có thể đã có người thu hồi.",
		"access.no_unit":      "Không tìm thấy đơn vị này.",
		"access.suspended":    "Tài khoản đang bị khóa. Hãy liên hệ văn phòng cấp ủy.",
		"access.wish":         "Chưa giao được vai trò. Hãy xem lại các ô được đánh dấu.",
		"access.no_such_role": "Hãy chọn một vai trò trong danh sách.",
		"access.outsider":     "Vai trò này chỉ giao cho đảng viên đang sinh hoạt trong đơn vị.",
		"access.ends_before":  "Ngày kết thúc phải từ hôm nay trở đi và không trước ngày bắt đầu.",
		"access.too_wide":     "Đồng chí không được giao hoặc thu hồi vai trò %v. Hãy nhờ người quản trị.",
		"access.to_oneself":   "Đồng chí không thể tự giao vai trò cho mình. Hãy nhờ người quản trị khác.",
		"access.has_left":     "Người này không còn sinh hoạt trong tổ chức nên không nhận vai trò được.",
		"access.held":         "Người này đang giữ vai trò %v ở đơn vị này rồi.",
	}
}
