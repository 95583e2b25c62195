package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/access"
	"sotay/internal/platform/civil"
	"sotay/internal/rule"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// ruleWords say the names in a rule's value for people. Rules are data that
// features read; here they are only laid out, whatever their form.
type ruleWords map[string]string

// ruleWords are the words of this page and the names of rights and roles on the day.
func (w *Web) ruleWords(day civil.Date) (ruleWords, error) {
	words := keyWords()
	rights, err := access.WordsOn(w.Rules, day)
	if err != nil {
		return nil, err
	}
	for perm, s := range rights {
		words[string(perm)] = upperFirst(s)
	}
	roles, err := access.RolesOn(w.Rules, day)
	for name, role := range roles {
		words[name] = role.Title
	}
	return words, err
}

func (w ruleWords) view(x rule.Rule) views.RuleView {
	v := views.RuleView{Citation: x.Citation, Unconfirmed: upperFirst(x.Unconfirmed), From: x.From.String(), To: x.To.String()}
	var value any
	if json.Unmarshal(x.Value, &value) != nil {
		return v
	}
	w.of(x.Topic).lay(&v, value)
	return v
}

// of are the words with those that mean something of their own in one topic.
func (w ruleWords) of(topic string) ruleWords {
	own := maps.Clone(w)
	for k, s := range w {
		if key, ok := strings.CutPrefix(k, topic+"."); ok {
			own[key] = s
		}
	}
	return own
}

// lay puts a value on the page: things of one form as a table, all else as
// names and values.
func (w ruleWords) lay(v *views.RuleView, value any) {
	switch x := value.(type) {
	case map[string]any:
		for _, key := range w.sorted(x) {
			if things, ok := records(x[key]); ok {
				v.Tables = append(v.Tables, w.table(w.name(key), things))
			} else if part, ok := x[key].(map[string]any); ok {
				v.Parts = append(v.Parts, w.part(key, part))
			} else {
				v.Facts = append(v.Facts, ui.Fact{Name: w.name(key), Value: w.said(x[key])})
			}
		}
	case []any:
		if things, ok := records(x); ok {
			v.Tables = append(v.Tables, w.table("Nội dung", things))
			return
		}
		v.Facts = append(v.Facts, ui.Fact{Name: "Nội dung", Value: w.said(x)})
	default:
		v.Facts = append(v.Facts, ui.Fact{Name: "Nội dung", Value: w.said(x)})
	}
}

// part is one thing within a rule, under its title if it has one.
func (w ruleWords) part(key string, thing map[string]any) views.RulePart {
	p := views.RulePart{Title: w.name(key)}
	for _, k := range w.sorted(thing) {
		if title, ok := thing[k].(string); ok && k == "title" {
			p.Title = title
			continue
		}
		p.Facts = append(p.Facts, ui.Fact{Name: w.name(k), Value: w.said(thing[k])})
	}
	return p
}

// records are a list of objects, as tables show them.
func records(value any) (out []map[string]any, ok bool) {
	list, ok := value.([]any)
	for _, x := range list {
		m, isMap := x.(map[string]any)
		if !isMap {
			return nil, false
		}
		out = append(out, m)
	}
	return out, ok && len(out) > 0
}

// marks are how the program names a thing that has a title for people.
var marks = [...]string{"id", "key", "kind", "by"}

func (w ruleWords) table(caption string, things []map[string]any) views.RuleTable {
	t := views.RuleTable{Caption: caption}
	all := map[string]any{}
	for _, x := range things {
		maps.Copy(all, x)
	}
	if _, titled := all["title"]; titled {
		maps.DeleteFunc(all, func(k string, _ any) bool { return slices.Contains(marks[:], k) })
	}
	keys := w.sorted(all)
	for _, k := range keys {
		t.Heads = append(t.Heads, ui.Head{Text: w.name(k)})
	}
	for _, x := range things {
		var row ui.Row
		for _, k := range keys {
			row.Cells = append(row.Cells, ui.Cell{Text: cmp.Or(w.said(x[k]), "–")})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// sorted are the keys of an object, titles first, then by their words.
func (w ruleWords) sorted(m map[string]any) []string {
	rank := func(k string) string {
		if k == "title" || k == "name" {
			return ""
		}
		return w.name(k)
	}
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int { return strings.Compare(rank(a), rank(b)) })
}

func (w ruleWords) name(key string) string {
	if s, ok := w[key]; ok {
		return s
	}
	return key
}

// said is a value within a line.
func (w ruleWords) said(value any) string {
	switch x := value.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return "Có"
		}
		return "Không"
	case float64:
		return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
	case string:
		if day, err := civil.ParseDate(x); err == nil {
			return day.String()
		}
		return w.name(x)
	case []any:
		parts := make([]string, len(x))
		for i, y := range x {
			parts[i] = w.said(y)
		}
		if isPair(x) {
			return strings.Join(parts, ": ")
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		var parts []string
		for _, k := range w.sorted(x) {
			if s := w.said(x[k]); s != "" && w.name(k) != "" {
				parts = append(parts, w.name(k)+": "+s)
			}
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(value)
}

// isPair reports whether a list is a threshold with what it gives: [90, "Tốt"].
func isPair(list []any) bool {
	if len(list) != 2 {
		return false
	}
	_, first := list[0].(float64)
	return first
}

// longestDetail is how much of a line's details the log shows, in characters.
const longestDetail = 300

// detail says what a line of the log keeps about a change.
func (w ruleWords) detail(text string) string {
	var value any
	if text == "" || json.Unmarshal([]byte(text), &value) != nil {
		return ""
	}
	if s := []rune(w.said(value)); len(s) > longestDetail {
		return string(s[:longestDetail]) + "…"
	} else {
		return string(s)
	}
}

// keyWords are the words for the names that rules use.
func keyWords() ruleWords {
	return ruleWords{
		"trialDays": "Chứng thư thử nghiệm có hạn (ngày)", "mostKeys": "Số khóa nhiều nhất", "leave": "Từ chỉ loại cơ quan", "block": "Sai bao nhiêu lần thì khóa hẳn",
		"signing.picture.mostBytes": "Dung lượng nhiều nhất (byte)", "signing.picture.mostPixels": "Số điểm ảnh nhiều nhất", "signing.picture.leastSide": "Cạnh nhỏ nhất (điểm ảnh)", "signing.picture.keptSide": "Cạnh giữ lại (điểm ảnh)", "signing.picture.clear": "Phần nền phải trong suốt", "signing.picture.round": "Cạnh dài so với cạnh ngắn, nhiều nhất", "signing.picture.red": "Phần mực phải đỏ",
		"signing.picture.seal": "Dấu của cơ quan", "signing.picture.usual": "Đường kính thông thường (mm)", "signing.picture.least": "Đường kính nhỏ nhất (mm)", "signing.picture.most": "Đường kính lớn nhất (mm)",
		"meeting.score.group": "Nhóm tiêu chí", "meeting.score.limit": "Giới hạn",
		"audit.to": "Đến hết", "audit.unit": "", "audit.session": "", "audit.member": "", "audit.motion": "", "audit.hash": "", "audit.first": "Lần đầu", "audit.login": "Tên đăng nhập", "audit.kind": "", "audit.account": "", "audit.serial": "", "audit.source": "", "audit.for": "",
		"title": "Tên gọi", "symbol": "Ký hiệu trên văn bản", "bodies": "Cơ quan được ban hành", "letter": "Không ghi tên loại", "keep": "Dòng lưu", "body": "Cơ quan ban hành", "authority": "Thẩm quyền ký", "committee": "Đảng ủy", "seal": "Có con dấu", "unsigned": "Được ban hành khi chưa ký số", "plan": "Kế hoạch", "report": "Báo cáo", "minutes": "Biên bản", "name": "Tên", "names": "Tên thường ghi", "kinds": "Loại", "key": "Ký hiệu", "id": "Ký hiệu",
		"makeUp": "Ngày làm bù", "day": "Ngày", "for": "Vì", "begins": "Sổ đánh số lại từ (tháng-ngày)", "near": "Coi là sắp đến hạn khi còn (ngày)",
		"under": "Trực thuộc", "inside": "Cấp dưới trực tiếp", "ending": "Đang kết thúc",
		"centre": "Trung ương", "province": "Cấp tỉnh", "grassroots": "Đảng bộ cơ sở", "intermediate": "Đảng bộ bộ phận", "branch": "Chi bộ", "group": "Tổ đảng",
		"here": "ở chính đơn vị", "below": "cả đơn vị trực thuộc", "perms": "Quyền", "grants": "Được giao vai trò", "insider": "Chỉ giao cho người trong đơn vị",
		"role": "Vai trò", "states": "Trạng thái", "to": "Sang được", "from": "Từ", "unit": "Đơn vị",
		"candidate": "Quần chúng ưu tú", "probationary": "Đảng viên dự bị", "official": "Đảng viên chính thức", "left": "Đã ra khỏi danh sách",
		"single": "Chỉ một người giữ", "anywhere": "Người ngoài đơn vị giữ được", "deputy": "Phó bí thư", "standing": "Ủy viên ban thường vụ", "permanent": "Thường trực", "follower": "Theo dõi",
		"transferred": "Chuyển đi", "struck": "Xóa tên", "expelled": "Khai trừ", "resigned": "Xin ra khỏi Đảng", "died": "Từ trần",
		"oldest": "Tuổi cao nhất nhận vào", "probationMonths": "Thời gian dự bị (tháng)", "refuseUnder": "Không nhận tuổi dưới", "warnUnder": "Nhắc khi tuổi dưới", "warnOver": "Nhắc khi tuổi trên",
		"citizenDigits": "Số chữ số căn cước", "citizenProvinces": "Mã tỉnh trong số căn cước", "citizenCenturies": "Chữ số thế kỷ", "cardMin": "Số thẻ ít nhất", "cardMax": "Số thẻ nhiều nhất", "cardPadTo": "Số thẻ viết đủ",
		"mobileDigits": "Số chữ số di động", "mobilePrefixes": "Đầu số di động", "landlineDigits": "Số chữ số cố định", "landlinePrefix": "Đầu số cố định",
		"headings": "Tên cột", "parts": "Dòng chia phần, không phải người", "headerRows": "Số dòng tìm tiêu đề", "maxRows": "Nhiều dòng nhất", "blanks": "Coi là để trống", "sexes": "Giới tính", "male": "Nam", "female": "Nữ",
		"birth": "Ngày sinh", "birth_male": "Ngày sinh (cột nam)", "birth_female": "Ngày sinh (cột nữ)", "admitted": "Ngày vào Đảng", "card": "Số thẻ", "citizen": "Số căn cước", "phone": "Điện thoại", "family": "Họ", "given": "Tên riêng", "sex": "Giới tính", "state": "Trạng thái", "unit_code": "Mã đơn vị",
		"regularMinutes": "Sinh hoạt thường lệ ít nhất (phút)", "combinedMinutes": "Kết hợp chuyên đề ít nhất (phút)", "largeFrom": "Chi bộ đông là từ (đảng viên)", "largeMinutes": "Chi bộ đông ít nhất (phút)",
		"pendingDays": "Xếp văn bản chưa đọc lên đầu trong (ngày)", "daysBefore": "Nhắc trước hạn (ngày)", "daysAfter": "Còn nhắc sau hạn đến (ngày)",
		"papersDaysBefore": "Gửi tài liệu trước (ngày)", "reportDays": "Báo cáo sau họp trong (ngày)", "thematicEveryMonths": "Chuyên đề ít nhất mỗi (tháng)", "attendanceTarget": "Tỷ lệ dự họp cần đạt (%)", "openEarlyMinutes": "Mở họp sớm nhất trước (phút)",
		"regular": "Thường lệ", "thematic": "Chuyên đề", "combined": "Kết hợp chuyên đề", "kind": "Loại", "agenda": "Chương trình", "resolution": "Nghị quyết", "admission": "Kết nạp", "other": "Khác", "base": "Tính trên", "present": "người có mặt", "entitled": "người có quyền biểu quyết", "over": "Tỷ lệ (tử số: mẫu số)", "strict": "Phải vượt quá",
		"criteria": "Tiêu chí", "grades": "Xếp loại", "limit": "Từ điểm", "max": "Điểm cao nhất", "steps": "Mức điểm", "by": "Chấm bởi",
		"answerHoursBefore": "Nhắc trả lời trước (giờ)", "callByDay": "Gửi giấy mời trước ngày", "papersHoursBefore": "Nhắc gửi tài liệu trước (giờ)",
		"days": "Số ngày dùng được", "digits": "Số chữ số", "logins": "Tên đăng nhập lấy từ", "most": "Nhiều nhất", "prefix": "Chữ đầu", "number": "Số thứ tự",
		"idleMinutes": "Không dùng thì hết sau (phút)", "totalMinutes": "Dài nhất (phút)", "touchMinutes": "Ghi nhận mỗi (phút)", "web": "Trình duyệt", "api": "Chương trình khác", "first": "Lần đầu bằng mã",
		"atLeast": "Mật khẩu ít nhất (ký tự)", "atMost": "Mật khẩu nhiều nhất (ký tự)", "hard": "Phần khó đoán ít nhất (ký tự)", "words": "Từ quen thuộc bị loại", "rows": "Dãy phím bị loại", "argon2id": "Cách giữ mật khẩu", "memoryKiB": "Bộ nhớ (KiB)", "passes": "Số lượt", "lanes": "Số luồng",
		"free": "Số lần sai chưa phải chờ", "firstSeconds": "Chờ lần đầu (giây)", "mostSeconds": "Chờ lâu nhất (giây)", "forgetHours": "Quên sau (giờ)", "device": "Máy quen", "pair": "Mạng quen", "login": "Tên đăng nhập", "network": "Mạng lạ", "knownDays": "Nhớ máy quen (ngày)", "knownMost": "Nhớ nhiều nhất", "ipv4Bits": "Bit mạng IPv4", "ipv6Bits": "Bit mạng IPv6",
		"bands": "Nhóm tuổi", "least": "Nhóm nhỏ nhất được nêu", "decision": "Quyết định", "before": "Trước", "after": "Sau", "members": "Số đảng viên", "session": "Phiên", "until": "Đến", "reason": "Lý do", "version": "Lần", "member": "Đảng viên",
	}
}
