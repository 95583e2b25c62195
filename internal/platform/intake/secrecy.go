package intake

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The degrees of secrecy (Law 117/2025/QH15), as they are stamped.
const (
	Secret    = "MẬT"
	VerySec   = "TỐI MẬT"
	TopSecret = "TUYỆT MẬT"
)

// Secrecy finds the state-secret marking that a text carries and returns the
// highest degree found. A marking is a stamp: capitals standing alone on a line
// or in a cell of a page's head, or beside nothing but what stamps stand beside
// (copy number, urgency, symbol, place and date, national heading), or the value
// of a field such as "Độ mật: Mật". The words in a sentence, a title or a list of
// degrees are not one. Text must be Unicode; letters may be decomposed or spaced out.
func Secrecy(text string) (mark string, found bool) {
	m := newMarkings()
	for page := range strings.SplitSeq(text, "\f") {
		m.lines = 0
		for line := range strings.Lines(page) {
			m.line(strings.TrimRight(line, "\r\n"))
		}
	}
	m.flush()
	return m.degree.String(), m.degree > none
}

type degree uint8

const (
	none degree = iota
	secret
	verySecret
	topSecret
)

func (d degree) String() string {
	return [...]string{"", Secret, VerySec, TopSecret}[d]
}

// maxLine is the longest line, in bytes, that can be a marking with its company.
const maxLine = 600

// headLines is how many lines of a page, not counting empty ones, make its head.
const headLines = 8

// markings reads a text line by line. A lone stamp is held back until the next
// line, since a stack of different degrees is a list and not a stamp.
type markings struct {
	label, value, ticked, company, cells *regexp.Regexp
	spacedMat, spacedDegree              *regexp.Regexp
	degree                               degree // found so far
	held                                 degree
	isList                               bool
	before                               string // the line before, not counting empty ones
	lines                                int    // of this page, so far
}

func newMarkings() *markings {
	const degrees = `(tuyệt\s*mật|tối\s*mật|mật)`
	return &markings{
		label:  regexp.MustCompile(`(?i)^(?:\d+[.)]\s*)?(?:dấu\s+)?(?:chỉ\s+)?(?:mức\s+)?(?:độ\s+)(?:bảo\s+)?mật(?:\s*\([^)]*\))?\s*[:：.…\-–=]*\s*(.*)$`),
		value:  regexp.MustCompile(`(?i)^["'“(\[]*\s*` + degrees + `\s*["'”)\].;,*]*\s*(?:$|[;,.|/\-–]?\s*(?:độ khẩn|mức khẩn|khẩn|hỏa tốc|hoả tốc|thượng khẩn|bản số|số))`),
		ticked: regexp.MustCompile(`(?i)(?:\[\s*[xv✓]\s*\]|☑|☒|✓|✔|■)\s*` + degrees),
		company: regexp.MustCompile(`(?i)bản\s+số\s*[:.…]*\s*[\d./…]*|(?:số|no)\s*[:.]?\s*[\d.…]*\s*[-/][\p{L}\d./\-]*|số\s*:\s*[\d.…/]+` +
			`|hỏa\s+tốc(?:\s+hẹn\s+giờ)?|hoả\s+tốc(?:\s+hẹn\s+giờ)?|thượng\s+khẩn|khẩn|tài\s+liệu\s+thu\s+hồi|chỉ\s+người\s+có\s+tên\s+mới\s+được\s+bóc\s+bì` +
			`|lưu\s+hành\s+nội\s+bộ|không\s+(?:được\s+)?sao\s+chụp|top\s+secret|secret|confidential|đảng\s+cộng\s+sản\s+việt\s+nam` +
			`|cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|độc\s+lập\s*-\s*tự\s+do\s*-\s*hạnh\s+phúc` +
			`|trang\s+\d+(?:\s*/\s*\d+)?|\b\d{1,3}\s*/\s*\d{1,3}\b` +
			`|(?-i:(?:(?:TP\.\s*)?\p{Lu}\p{Ll}+\s+){1,5}|(?:TP\.\s*)?(?:\p{Lu}\p{Ll}+\s*){1,5}),\s*(?-i:ngày)[\s\d.…]*(?-i:tháng)[\s\d.…]*(?-i:năm)[\s\d.…]*`),
		cells:        regexp.MustCompile(`\t+| {2,}|\|`),
		spacedMat:    regexp.MustCompile(`M[ \t]+Ậ[ \t]+T`),
		spacedDegree: regexp.MustCompile(`(T[ \t]*)(Ố[ \t]*I|U[ \t]*Y[ \t]*Ệ[ \t]*T)[ \t]+MẬT`),
	}
}

// line takes the next line of the text.
func (m *markings) line(raw string) {
	if len(raw) > maxLine {
		m.flush()
		m.before = ""
		return
	}
	s := plain(raw)
	if strings.Trim(s, decoration) == "" {
		return
	}
	m.lines++
	if strings.ContainsAny(s, "Ậậ") {
		s = m.closed(s)
		m.marked(s)
	} else {
		m.flush()
	}
	m.before = s
}

// closed undoes letters that were spaced out: "T Ố I   M Ậ T".
func (m *markings) closed(s string) string {
	short := m.spacedMat.ReplaceAllString(s, "MẬT")
	if short == s {
		return s
	}
	return m.spacedDegree.ReplaceAllStringFunc(short, func(d string) string {
		d = strings.TrimSuffix(strings.Join(strings.Fields(d), ""), "MẬT")
		return d + " MẬT"
	})
}

// marked judges a line in which the word stands.
func (m *markings) marked(s string) {
	if t := m.ticked.FindStringSubmatch(s); t != nil {
		m.take(named(t[1]))
	}
	var stamps []degree
	inHead := m.lines <= headLines
	whole := m.stamp(s)
	if whole > none {
		stamps = append(stamps, whole)
	} else if cells := m.cells.Split(strings.TrimSpace(s), -1); len(cells) > 1 {
		for _, c := range cells {
			m.take(m.field(strings.TrimSpace(c)))
			if d := m.stamp(c); d > none && (inHead || len(cells) == 2) {
				stamps = append(stamps, d)
			}
		}
	}
	m.take(m.field(s))
	m.hold(stamps, inHead, s)
}

// hold keeps a stamp until the next line shows whether it is one of a list.
func (m *markings) hold(stamps []degree, inHead bool, s string) {
	if len(stamps) == 0 && m.isLabel(m.before) {
		m.take(named(strings.Trim(s, decoration)))
	}
	if len(stamps) == 0 && inHead && m.lines <= 3 && m.held == none {
		if s = strings.Trim(s, decoration); strings.HasPrefix(s, "M") || strings.HasPrefix(s, "T") {
			m.take(named(s))
		}
	}
	switch {
	case len(stamps) == 0:
		m.flush()
	case differ(stamps) || m.held > none && stamps[0] != m.held:
		m.held, m.isList = stamps[0], true
	case continues(m.before, stamps[0]):
		m.flush()
	default:
		m.held = stamps[0]
	}
}

// flush accepts the stamp held back, unless it turned out to be in a list.
func (m *markings) flush() {
	if !m.isList {
		m.take(m.held)
	}
	m.held, m.isList = none, false
}

func (m *markings) take(d degree) { m.degree = max(m.degree, d) }

// stamp reads a line or cell that holds a degree in capitals and otherwise only
// what stands beside stamps.
func (m *markings) stamp(s string) degree {
	if !strings.Contains(s, "MẬT") || strings.Contains(s, "ật") {
		return none
	}
	if d := capitals(s); d > none {
		return d
	}
	return capitals(m.company.ReplaceAllString(s, " "))
}

// field reads "Độ mật: Mật" and its like. Where several degrees follow the label,
// it is a form that has not been filled in.
func (m *markings) field(s string) degree {
	if !strings.ContainsAny(s, "ộỘ") {
		return none
	}
	l := m.label.FindStringSubmatch(strings.Trim(s, "*•+ "))
	if l == nil {
		return none
	}
	v := m.value.FindStringSubmatch(l[1])
	if v == nil {
		return none
	}
	return named(v[1])
}

func (m *markings) isLabel(s string) bool {
	l := m.label.FindStringSubmatch(strings.Trim(s, "*•+ "))
	return l != nil && strings.Trim(l[1], decoration) == ""
}

// decoration is what surrounds stamps: boxes, dashes, stars.
const decoration = " \t\f*-–—_=~.,:;|/\\()[]{}<>\"'“”‘’«»•·+#│┃║─━═┌┐└┘╔╗╚╝□■○●★"

// capitals reads a degree in capitals and nothing else, perhaps spaced out.
func capitals(s string) degree {
	s = strings.Join(strings.Fields(strings.Trim(s, decoration)), "")
	switch s {
	case "MẬT":
		return secret
	case "TỐIMẬT":
		return verySecret
	case "TUYỆTMẬT":
		return topSecret
	}
	return none
}

// named reads a degree in any letters.
func named(s string) degree { return capitals(strings.ToUpper(s)) }

// continues says whether the line before runs on into the word, as titles do
// where they are broken ("BẢO VỆ BÍ" / "MẬT"), so that it is no stamp.
func continues(before string, d degree) bool {
	words := strings.Fields(strings.ToUpper(strings.Trim(before, decoration)))
	if len(words) == 0 {
		return false
	}
	switch words[len(words)-1] {
	case "ĐỘ", "DẤU", "VÀ", "HOẶC", "LÀ":
		return len(words) > 1 && !strings.HasSuffix(strings.TrimSpace(before), ":")
	case "BÍ", "BẢO", "CƠ", "KHÓA", "KHOÁ", "GIẢI", "ONG", "NUÔI", "THỊ", "VĂN", "NGỌT", "RƯỚC", "TÚI":
		return d == secret
	}
	return false
}

func differ(ds []degree) bool {
	for _, d := range ds {
		if d != ds[0] {
			return true
		}
	}
	return false
}

// plain composes letters, drops invisible characters and makes every space but
// the tab an ordinary one.
func plain(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, " ")))
}
