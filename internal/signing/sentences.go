package signing

// Sentences say each of the feature's codes to a person: what happened, what was
// kept, what to do.
func Sentences() map[string]string {
	return map[string]string{
		"signing.invalid":         "Thông tin về khóa ký chưa đúng. Hãy sửa các ô được đánh dấu.",
		"signing.key_not_found":   "Không tìm thấy khóa ký này, hoặc khóa không phải của đồng chí.",
		"signing.key_other":       "Khóa này không phải của người phải ký bước này. Hãy chọn khóa khác.",
		"signing.key_offered":     "Chứng thư này chưa được nhận. Hãy vào “Khóa ký của tôi”, đặt mã PIN rồi ký.",
		"signing.key_revoked":     "Chứng thư của khóa này đã bị thu hồi. Hãy dùng khóa khác, hoặc nhờ quản trị cấp lại.",
		"signing.key_elsewhere":   "Khóa này ở ngoài phần mềm (thẻ, USB hoặc dịch vụ). Hãy tải dữ liệu cần ký, ký ở nơi giữ khóa rồi gửi chữ ký lên.",
		"signing.key_twice":       "Chứng thư này đã có trong danh sách khóa.",
		"signing.keys_many":       "Mỗi người, mỗi cơ quan giữ nhiều nhất %v khóa. Hãy bỏ bớt khóa không dùng.",
		"signing.not_offered":     "Chứng thư này đã được nhận hoặc không còn nữa.",
		"signing.no_authority":    "Chưa lập nơi cấp chứng thư thử nghiệm. Hãy lập trước rồi cấp chứng thư.",
		"signing.blocked":         "Khóa đã bị khóa hẳn vì nhập sai mã PIN quá nhiều lần. Hãy bỏ khóa này rồi nhập lại tệp, hoặc nhờ quản trị cấp chứng thư mới.",
		"signing.wait":            "Mã PIN vừa bị nhập sai nhiều lần. Hãy đợi %v giây rồi thử lại.",
		"signing.pin_wrong":       "Mã PIN chưa đúng. Còn %v lần thử trước khi khóa bị khóa hẳn.",
		"signing.busy":            "Máy chủ đang bận mở khóa cho người khác. Hãy thử lại sau ít giây.",
		"signing.overtaken":       "Khóa này vừa được thay đổi ở nơi khác. Hãy tải lại trang.",
		"signing.cert_not_yet":    "Chứng thư chưa có hiệu lực: có hiệu lực từ %v. Chưa có gì được ký hay lưu.",
		"signing.cert_expired":    "Chứng thư đã hết hạn ngày %v. Hãy dùng chứng thư còn hạn; chưa có gì được ký hay lưu.",
		"signing.cert_revoked":    "Chứng thư đã bị nơi cấp thu hồi ngày %v. Hãy dùng chứng thư khác; chưa có gì được ký hay lưu.",
		"signing.cert_usage":      "Chứng thư này không dùng để ký văn bản. Hãy dùng chứng thư chữ ký số.",
		"signing.cert_untrusted":  "Phần mềm chưa tin nơi cấp chứng thư này (%v). Hãy nhờ quản trị thêm chứng thư gốc của nơi cấp.",
		"signing.cert_other":      "Chứng thư mang tên “%v”, không phải “%v”. Mỗi người, mỗi cơ quan chỉ dùng chứng thư của chính mình.",
		"signing.trust_not_found": "Không tìm thấy mục này trong danh sách nơi cấp được tin cậy.",

		"signing.file_missing":         "Hãy chọn tệp.",
		"signing.file_password":        "Mật khẩu không mở được tệp này. Hãy kiểm tra lại mật khẩu.",
		"signing.file_broken":          "Tệp bị hỏng hoặc không phải tệp khóa .p12, .pfx. Hãy chọn tệp khác.",
		"signing.file_no_key":          "Trong tệp không có khóa riêng đi cùng chứng thư. Hãy xuất lại tệp .p12 kèm khóa riêng.",
		"signing.file_weak":            "Khóa trong tệp quá yếu hoặc thuộc loại không dùng. Cần RSA từ 2048 bit, hoặc ECDSA P-256, P-384.",
		"signing.file_large":           "Tệp quá lớn. Tệp khóa không quá 1 MB.",
		"signing.cert_broken":          "Tệp không phải chứng thư (.cer, .crt, .pem). Hãy chọn tệp khác.",
		"signing.cert_no_authority":    "Trong tệp có chứng thư không phải của nơi cấp chứng thư. Chỉ thêm chứng thư gốc hoặc trung gian.",
		"signing.list_broken":          "Tệp không phải danh sách thu hồi (.crl). Hãy chọn tệp khác.",
		"signing.list_stranger":        "Danh sách thu hồi này không do nơi cấp nào đã biết ký. Hãy thêm chứng thư của nơi cấp trước.",
		"signing.pin_length":           "Mã PIN dài từ 6 đến 64 ký tự.",
		"signing.pin_easy":             "Mã PIN này dễ đoán. Đừng dùng dãy số liền nhau hoặc giống nhau.",
		"signing.pin_differs":          "Hai lần nhập mã PIN không giống nhau.",
		"signing.pin_not_this":         "Mã PIN chưa đúng.",
		"signing.organisation_missing": "Hãy ghi tên tổ chức, không quá 60 chữ cái.",
		"signing.no_account":           "Không có tài khoản nào đang dùng với tên đăng nhập này.",
		"signing.no_unit":              "Không có đơn vị này, hoặc đơn vị đã kết thúc hoạt động.",
		"signing.reason_missing":       "Hãy ghi lý do.",
	}
}
