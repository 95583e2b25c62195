package signing

import "maps"

// findings say each thing that can be said of a signature, of what was done to a file
// after it, and of the file itself: "signing.says." and the code of package pades.
func findings() map[string]string {
	return map[string]string{
		"signing.says.digest":             "Nội dung đã bị sửa sau khi ký.",
		"signing.says.value":              "Chữ ký không do khóa của chứng thư kèm theo ký ra.",
		"signing.says.range":              "Chữ ký bỏ sót một phần tệp, không che hết nội dung.",
		"signing.says.contents":           "Chỗ chứa chữ ký có dữ liệu khác.",
		"signing.says.message":            "Chữ ký bị hỏng, không đọc được.",
		"signing.says.type":               "Đây không phải là chữ ký của người ký.",
		"signing.says.unsupported":        "Loại chữ ký này phần mềm chưa đọc được.",
		"signing.says.doubled":            "Chữ ký xuất hiện nhiều lần trong tệp.",
		"signing.says.unlisted":           "Chữ ký nằm ngoài danh sách chữ ký của tệp.",
		"signing.says.revision":           "Phần được ký không phải là một văn bản trọn vẹn.",
		"signing.says.added":              "Sau khi ký, tệp bị thêm nội dung không được phép.",
		"signing.says.covered":            "Có thứ khác che lên chỗ ký.",
		"signing.says.weak":               "Chữ ký dùng thuật toán cũ, yếu: có thể bị giả mạo.",
		"signing.says.encoding":           "Chữ ký ghi theo kiểu cũ, không chặt.",
		"signing.says.attribute":          "Chữ ký mang thêm thông tin không được ký.",
		"signing.says.stray-certificate":  "Chữ ký mang theo chứng thư của nơi cấp không liên quan.",
		"signing.says.version":            "Chữ ký ghi sai phiên bản.",
		"signing.says.no-stamp":           "Không có dấu thời gian: giờ ký do máy người ký tự ghi.",
		"signing.says.bad-stamp":          "Dấu thời gian không đúng với chữ ký này.",
		"signing.says.strange-stamp":      "Dấu thời gian do nơi cấp chưa được tin cậy cấp.",
		"signing.says.untrusted":          "Chưa xác định được người ký: nơi cấp chứng thư chưa được tin cậy.",
		"signing.says.weak-chain":         "Người ký được xác định, nhưng chứng thư (của người ký hoặc của nơi cấp) được ký bằng SHA-1 đã lỗi thời: có thể bị làm giả.",
		"signing.says.weak-stamp":         "Dấu thời gian do nơi được tin cậy cấp, nhưng chứng thư của nơi đó được ký bằng SHA-1 đã lỗi thời: có thể bị làm giả.",
		"signing.says.misused":            "Chứng thư không dùng để ký văn bản.",
		"signing.says.not-yet-valid":      "Lúc ký, chứng thư chưa có hiệu lực.",
		"signing.says.expired-at-signing": "Lúc ký, chứng thư đã hết hạn.",
		"signing.says.expired-since":      "Chứng thư còn hạn lúc ký, nay đã hết hạn; chữ ký vẫn có giá trị.",
		"signing.says.expired-unproven":   "Chứng thư nay đã hết hạn và không có gì chứng minh chữ ký được tạo khi còn hạn.",
		"signing.says.revoked":            "Chứng thư đã bị thu hồi trước khi ký.",
		"signing.says.revoked-since":      "Chứng thư bị thu hồi sau khi ký; chữ ký vẫn có giá trị.",
		"signing.says.revocation-unknown": "Chưa kiểm tra được chứng thư có bị thu hồi hay không.",
		"signing.says.future":             "Giờ ký ghi trong chữ ký ở tương lai.",
		"signing.says.later-signature":    "Có thêm chữ ký sau đó (được phép).",
		"signing.says.later-time-stamp":   "Có thêm dấu thời gian sau đó (được phép).",
		"signing.says.later-evidence":     "Có thêm bằng chứng về chứng thư sau đó (được phép).",
		"signing.says.later-filled":       "Có ô biểu mẫu được điền sau đó (được phép).",
		"signing.says.later-saved":        "Tệp được lưu lại, không đổi nội dung.",
		"signing.says.later-form":         "Biểu mẫu bị thay đổi.",
		"signing.says.later-annotation":   "Có ghi chú, hình vẽ được thêm vào.",
		"signing.says.later-pages":        "Có trang bị thêm, bớt hoặc đổi chỗ.",
		"signing.says.later-content":      "Nội dung trang bị thay đổi.",
		"signing.says.later-metadata":     "Thông tin về tệp bị thay đổi.",
		"signing.says.later-document":     "Cấu trúc tệp bị thay đổi.",
		"signing.says.later-objects":      "Có dữ liệu ẩn được thêm vào.",
		"signing.says.later-bytes":        "Có dữ liệu lạ được nối vào tệp.",
		"signing.says.later-hiding":       "Chữ ký thêm sau che lên nội dung.",
		"signing.says.script":             "Tệp có mã lệnh chạy khi mở.",
		"signing.says.launch":             "Tệp có lệnh mở chương trình khác.",
		"signing.says.open-action":        "Tệp có lệnh tự chạy khi mở.",
		"signing.says.submit":             "Tệp có lệnh gửi dữ liệu ra ngoài.",
		"signing.says.attachment":         "Tệp có tệp khác đính kèm bên trong.",
		"signing.says.media":              "Tệp có âm thanh, phim hoặc hình động.",
		"signing.says.xfa":                "Tệp có biểu mẫu động.",
		"signing.says.layers":             "Tệp có lớp ẩn, hiện.",
		"signing.says.double-keys":        "Tệp có chỗ ghi hai lần khác nhau, có thể hiện khác nhau ở mỗi máy.",
		"signing.says.broken-objects":     "Tệp có phần bị hỏng.",
	}
}

// withFindings are sentences with those of the findings.
func withFindings(words map[string]string) map[string]string {
	maps.Copy(words, findings())
	return words
}
