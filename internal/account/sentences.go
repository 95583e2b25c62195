package account

// Sentences are what people read for each code.
func Sentences() map[string]string {
	return map[string]string{
		"account.wrong":             "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra lại; nếu quên, liên hệ văn phòng cấp ủy để được cấp mã mới.",
		"account.slow":              "Đã nhập sai nhiều lần. Hãy thử lại sau %v giây, hoặc liên hệ văn phòng cấp ủy để được cấp mã mới.",
		"account.busy":              "Đang có nhiều người đăng nhập. Hãy thử lại sau ít giây.",
		"account.changed":           "Tài khoản vừa có thay đổi. Hãy đăng nhập lại.",
		"account.suspended":         "Tài khoản đang bị khóa. Hãy liên hệ văn phòng cấp ủy.",
		"account.choose_password":   "Hãy chọn mật khẩu trước khi làm việc khác.",
		"account.code_expired":      "Mã đã hết hạn. Hãy liên hệ văn phòng cấp ủy để được cấp mã mới.",
		"account.session_over":      "Phiên đăng nhập đã hết hạn. Hãy đăng nhập lại.",
		"account.no_session":        "Không tìm thấy phiên đăng nhập này. Có thể phiên đã kết thúc.",
		"account.none":              "Không tìm thấy tài khoản này.",
		"account.no_member":         "Không tìm thấy đảng viên này.",
		"account.nobody":            "Đơn vị này chưa có đảng viên nào để cấp tài khoản.",
		"account.not_member":        "%v không phải là đảng viên đang sinh hoạt nên không cấp tài khoản được.",
		"account.how_many":          "Hãy chọn từ 1 đến %v người cho mỗi lần cấp.",
		"account.skipped_active":    "Đã có mật khẩu, không cần mã mới.",
		"account.skipped_suspended": "Tài khoản đang bị khóa.",
		"account.skipped_protected": "Người này giữ vai trò mà đồng chí không được giao. Hãy nhờ người quản trị.",
		"account.protected":         "%v giữ vai trò mà đồng chí không được giao, nên đồng chí không thay đổi tài khoản này được. Hãy nhờ người quản trị.",
		"account.is_suspended":      "Tài khoản đang bị khóa. Hãy mở khóa trước khi cấp mã mới.",
		"account.oneself":           "Đồng chí không thể khóa tài khoản của chính mình.",
		"account.login":             "Chưa tạo được tài khoản. Hãy chọn tên đăng nhập khác.",
		"account.name_missing":      "Hãy nhập họ tên.",
		"account.login_form":        "Tên đăng nhập gồm chữ cái không dấu và chữ số, bắt đầu bằng chữ cái, dài ít nhất 3 ký tự.",
		"account.login_taken":       "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
		"account.password":          "Chưa đặt được mật khẩu. Mật khẩu cần từ %v đến %v ký tự và không dễ đoán.",
		"account.old":               "Chưa đổi được mật khẩu. Hãy nhập đúng mật khẩu hiện tại.",
		"account.password_short":    "Mật khẩu còn ngắn. Một câu dễ nhớ với đồng chí là mật khẩu tốt.",
		"account.password_long":     "Mật khẩu quá dài. Hãy chọn mật khẩu ngắn hơn.",
		"account.password_common":   "Mật khẩu này dễ đoán. Hãy tránh tên, ngày sinh, số liền nhau và những từ quen thuộc; nên dùng một câu vài từ không liên quan.",
		"account.old_wrong":         "Mật khẩu hiện tại không đúng.",
	}
}
