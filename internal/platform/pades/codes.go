package pades

// Code names one thing that can be said of a signature, of a change or of a file. The values are stable.
type Code string

// What can be said of a signature.
const (
	WrongDigest      Code = "digest"
	WrongValue       Code = "value"
	BadRange         Code = "range"
	BadContents      Code = "contents"
	BadMessage       Code = "message"
	BadType          Code = "type"
	Unsupported      Code = "unsupported"
	Doubled          Code = "doubled"
	Unlisted         Code = "unlisted"
	BadRevision      Code = "revision"
	AddedAfter       Code = "added"
	Covered          Code = "covered"
	WeakAlgorithm    Code = "weak"
	WeakEncoding     Code = "encoding"
	UnknownAttribute Code = "attribute"
	StrayCertificate Code = "stray-certificate"
	OddVersion       Code = "version"

	NoStamp          Code = "no-stamp"
	BadStamp         Code = "bad-stamp"
	StrangeStamp     Code = "strange-stamp"
	Untrusted        Code = "untrusted"
	WeakChain        Code = "weak-chain"
	WeakStamp        Code = "weak-stamp"
	Misused          Code = "misused"
	NotYetValid      Code = "not-yet-valid"
	ExpiredAtSigning Code = "expired-at-signing"
	ExpiredSince     Code = "expired-since"
	ExpiredUnproven  Code = "expired-unproven"
	Revoked          Code = "revoked"
	RevokedSince     Code = "revoked-since"
	RevocationOpen   Code = "revocation-unknown"
	InFuture         Code = "future"
)

// What can have been added or changed after a signature. The first five may follow one.
const (
	AddedSignature  Code = "later-signature"
	AddedStamp      Code = "later-time-stamp"
	AddedEvidence   Code = "later-evidence"
	FilledForm      Code = "later-filled"
	SavedAgain      Code = "later-saved"
	ChangedForm     Code = "later-form"
	ChangedNotes    Code = "later-annotation"
	ChangedPages    Code = "later-pages"
	ChangedContent  Code = "later-content"
	ChangedMetadata Code = "later-metadata"
	ChangedDocument Code = "later-document"
	HiddenObjects   Code = "later-objects"
	LooseBytes      Code = "later-bytes"
	HidingSeal      Code = "later-hiding"
)

// What a file can be warned of.
const (
	HasScript     Code = "script"
	HasLaunch     Code = "launch"
	HasOpenAction Code = "open-action"
	HasSubmit     Code = "submit"
	HasAttachment Code = "attachment"
	HasMedia      Code = "media"
	HasXFA        Code = "xfa"
	HasLayers     Code = "layers"
	HasDoubleKeys Code = "double-keys"
	HasBroken     Code = "broken-objects"
)

// meaning is what a code does to a signature and how it is said.
type meaning struct {
	state   State
	forbids bool // never valid with it, though the document may be intact
	words   string
}

// finding gives the meaning of a code. One that is not known forbids.
func finding(c Code) meaning {
	for _, t := range meanings() {
		if m, ok := t[c]; ok {
			return m
		}
	}
	return meaning{Changed, true, "Có điều bất thường chưa rõ nguyên nhân; không dùng tệp này khi chưa hỏi lại nơi gửi."}
}

func meanings() []map[Code]meaning {
	return []map[Code]meaning{ofSignatures, ofPeople, ofChanges, ofFiles}
}

// Sentence says a code in Vietnamese.
func Sentence(c Code) string { return finding(c).words }

var ofSignatures = map[Code]meaning{
	WrongDigest:      {Changed, true, "Nội dung đã bị sửa sau khi ký: phần được ký không còn như lúc ký."},
	WrongValue:       {Changed, true, "Chữ ký không phải do khóa của chứng thư đi kèm tạo ra."},
	BadRange:         {Broken, true, "Chữ ký không khai đúng phần tệp mà nó bảo vệ, nên không thể xác nhận."},
	BadContents:      {Changed, true, "Chỗ đặt chữ ký chứa dữ liệu khác ngoài chữ ký."},
	BadMessage:       {Broken, true, "Dữ liệu chữ ký bị hỏng, không đọc được."},
	BadType:          {Broken, true, "Chữ ký khai sai loại trong tệp."},
	Unsupported:      {Broken, true, "Kiểu chữ ký này chưa kiểm tra được ở đây."},
	Doubled:          {Changed, true, "Một chữ ký xuất hiện hai lần hoặc được khai hai cách khác nhau trong tệp."},
	Unlisted:         {Changed, true, "Chữ ký nằm trên trang nhưng không có trong danh mục chữ ký của tệp."},
	BadRevision:      {Changed, true, "Phần được ký không phải là một văn bản trọn vẹn."},
	AddedAfter:       {Changed, true, "Sau khi ký, tệp đã bị thêm hoặc sửa những thứ không được phép."},
	Covered:          {Changed, true, "Hình chữ ký này bị một chữ ký sau che khuất."},
	WeakAlgorithm:    {Weak, true, "Văn bản còn nguyên, nhưng chữ ký dùng thuật toán cũ (SHA-1 hoặc khóa ngắn) không còn đủ an toàn."},
	WeakEncoding:     {Weak, true, "Văn bản còn nguyên, nhưng chữ ký được ghi theo lối cũ (BER) không chặt chẽ."},
	UnknownAttribute: {Intact, true, "Chữ ký mang theo thông tin không được ký bảo vệ."},
	StrayCertificate: {Intact, true, "Chữ ký mang theo chứng thư không rõ do ai cấp."},
	OddVersion:       {Intact, true, "Dữ liệu chữ ký khai sai phiên bản."},
}

var ofPeople = map[Code]meaning{
	NoStamp:          {Intact, false, "Không có dấu thời gian: giờ ký là do người ký tự khai."},
	BadStamp:         {Intact, true, "Dấu thời gian không khớp với chữ ký này."},
	StrangeStamp:     {Intact, true, "Dấu thời gian do một nơi chưa được tin cậy cấp."},
	Untrusted:        {Intact, true, "Chứng thư của người ký không do tổ chức chứng thực nào được tin cậy ở đây cấp."},
	WeakChain:        {Weak, true, "Người ký được xác định, nhưng chứng thư của người ký hoặc của nơi cấp được ký bằng SHA-1 đã lỗi thời: có thể bị làm giả."},
	WeakStamp:        {Weak, true, "Dấu thời gian do nơi được tin cậy cấp, nhưng chứng thư của nơi đó được ký bằng SHA-1 đã lỗi thời: có thể bị làm giả."},
	Misused:          {Intact, true, "Chứng thư không được cấp để ký văn bản."},
	NotYetValid:      {Intact, true, "Chứng thư chưa có hiệu lực vào lúc ký."},
	ExpiredAtSigning: {Intact, true, "Chứng thư đã hết hạn vào lúc ký."},
	ExpiredSince:     {Intact, false, "Chứng thư còn hạn lúc ký, nay đã hết hạn; dấu thời gian chứng minh giờ ký."},
	ExpiredUnproven:  {Intact, true, "Chứng thư nay đã hết hạn và không có dấu thời gian chứng minh rằng lúc ký còn hạn."},
	Revoked:          {Intact, true, "Chứng thư đã bị thu hồi."},
	RevokedSince:     {Intact, false, "Chứng thư bị thu hồi sau khi ký; dấu thời gian chứng minh đã ký trước đó."},
	RevocationOpen:   {Intact, false, "Chưa kiểm tra được chứng thư có bị thu hồi hay không."},
	InFuture:         {Intact, true, "Giờ ký ghi trong chữ ký ở tương lai."},
}

var ofChanges = map[Code]meaning{
	AddedSignature:  {Intact, false, "Thêm một chữ ký."},
	AddedStamp:      {Intact, false, "Thêm một dấu thời gian."},
	AddedEvidence:   {Intact, false, "Thêm dữ liệu để kiểm tra chữ ký về lâu dài."},
	FilledForm:      {Intact, false, "Điền vào ô mà văn bản cho phép điền."},
	SavedAgain:      {Intact, false, "Ghi lại giờ lưu tệp."},
	ChangedForm:     {Changed, true, "Thêm, sửa hoặc bỏ ô của biểu mẫu."},
	ChangedNotes:    {Changed, true, "Thêm hoặc sửa ghi chú, hình vẽ đè lên trang."},
	ChangedPages:    {Changed, true, "Thêm, bớt hoặc đổi chỗ trang."},
	ChangedContent:  {Changed, true, "Sửa nội dung, phông chữ hoặc hình ảnh trên trang."},
	ChangedMetadata: {Changed, true, "Sửa tên hoặc thông tin mô tả của tệp."},
	ChangedDocument: {Changed, true, "Sửa cấu trúc của tệp: lệnh tự chạy, lớp ẩn hoặc thiết lập hiển thị."},
	HiddenObjects:   {Changed, true, "Thêm dữ liệu ẩn không thuộc về chữ ký nào."},
	LooseBytes:      {Changed, true, "Có dữ liệu thừa nằm ngoài mọi chữ ký."},
	HidingSeal:      {Changed, true, "Thêm một chữ ký có hình che phần lớn trang hoặc che chữ ký trước."},
}

var ofFiles = map[Code]meaning{
	HasScript:     {Intact, false, "Tệp có chứa mã lệnh (JavaScript)."},
	HasLaunch:     {Intact, false, "Tệp có lệnh mở chương trình hoặc tệp khác."},
	HasOpenAction: {Intact, false, "Tệp có lệnh tự chạy khi mở."},
	HasSubmit:     {Intact, false, "Tệp có lệnh gửi dữ liệu đi nơi khác."},
	HasAttachment: {Intact, false, "Tệp có tệp khác đính kèm bên trong."},
	HasMedia:      {Intact, false, "Tệp có nội dung đa phương tiện."},
	HasXFA:        {Intact, false, "Tệp dùng biểu mẫu động (XFA); hình hiện ra có thể khác nhau tùy phần mềm."},
	HasLayers:     {Intact, false, "Tệp có lớp có thể ẩn hoặc hiện; hãy xem đủ các lớp."},
	HasDoubleKeys: {Intact, false, "Tệp khai một mục hai lần; phần mềm khác nhau có thể hiện ra khác nhau."},
	HasBroken:     {Intact, false, "Một số phần của tệp bị hỏng, không đọc được."},
}
