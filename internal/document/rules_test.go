package document

import (
	"strings"
	"testing"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

func shipped(t *testing.T) book {
	t.Helper()
	b, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return book{b}
}

// A grassroots committee issues no directive, circular or guidance; a branch no
// regulation and no guidance (QĐ 399-QĐ/TW).
func TestAuthorityOfBodies(t *testing.T) {
	t.Parallel()
	b := shipped(t)
	for _, c := range []struct {
		kind, typ string
		may       bool
	}{
		{org.Province, "directive", true}, {org.Province, "guidance", true},
		{org.Grassroots, "resolution", true}, {org.Grassroots, "regulation", true}, {org.Grassroots, "directive", false},
		{org.Grassroots, "circular", false}, {org.Grassroots, "guidance", false},
		{org.Branch, "resolution", true}, {org.Branch, "minutes", true}, {org.Branch, "regulation", false}, {org.Branch, "guidance", false},
	} {
		of, err := b.body(org.Unit{Kind: c.kind}, "2026-11-01")
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.typed(c.typ, of, "2026-11-01")
		if (err == nil) != c.may {
			t.Errorf("%s of a %s: %v, may is %v", c.typ, c.kind, err, c.may)
		}
	}
	if _, err := b.body(org.Unit{Kind: org.Group, Name: "Tổ đảng 1"}, "2026-11-01"); !fault.Of(err).Says("document.no_body") {
		t.Errorf("a group issues papers: %v", err)
	}
}

func TestNamesOfIssuers(t *testing.T) {
	t.Parallel()
	b := shipped(t)
	for _, c := range []struct{ kind, unit, want string }{
		{org.Province, "Đảng bộ tỉnh Lào Cai", "Tỉnh ủy Lào Cai"},
		{org.Province, "Đảng bộ thành phố Hải Phòng", "Thành ủy Hải Phòng"},
		{org.Grassroots, "Đảng bộ xã Bảo Thắng", "Đảng ủy xã Bảo Thắng"},
		{org.Branch, "Chi bộ thôn Đồng Tâm", "Chi bộ thôn Đồng Tâm"},
	} {
		of, err := b.body(org.Unit{Kind: c.kind}, "2026-11-01")
		if err != nil || of.issuer(c.unit) != c.want {
			t.Errorf("%s: %q, %v; want %q", c.unit, of.issuer(c.unit), err, c.want)
		}
	}
}

func TestTermsAndSymbols(t *testing.T) {
	t.Parallel()
	b := shipped(t)
	for day, want := range map[civil.Date]string{"2025-05-31": "2020-2025", "2025-06-01": "2025-2030", "2026-11-29": "2025-2030"} {
		if got, err := b.term(day); err != nil || got.Name != want {
			t.Errorf("%s: %q, %v; want %q", string(day), got.Name, err, want)
		}
	}
	for n, want := range map[int64]string{5: "05-NQ/ĐU", 10: "10-NQ/ĐU", 123: "123-NQ/ĐU"} {
		if got := symbol(n, "NQ/ĐU"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestContentIsChecked(t *testing.T) {
	t.Parallel()
	good := Content{Abstract: "Về bảo vệ bí mật nhà nước, đổi mật khẩu và nghề nuôi ong lấy mật", Text: "Một.", Recipients: []string{"Như trên,"}, Signer: "m"}
	for name, c := range map[string]struct {
		change func(*Content)
		code   string
	}{
		"good":          {func(*Content) {}, ""},
		"no abstract":   {func(c *Content) { c.Abstract = " \t" }, "document.invalid"},
		"long abstract": {func(c *Content) { c.Abstract = strings.Repeat("a", 501) }, "document.invalid"},
		"many lines":    {func(c *Content) { c.Recipients = strings.Split(strings.Repeat("a ", 61), " ") }, "document.invalid"},
		"secret":        {func(c *Content) { c.Text = "MẬT\n\nMột." }, "document.secret"},
		"top secret":    {func(c *Content) { c.Text = "TUYỆT MẬT\n\nMột." }, "document.secret"},
		"no text":       {func(c *Content) { c.Text = "" }, "document.incomplete"},
		"no recipients": {func(c *Content) { c.Recipients = []string{" "} }, "document.incomplete"},
		"no signer":     {func(c *Content) { c.Signer = "" }, "document.incomplete"},
	} {
		got := good
		c.change(&got)
		got = got.trimmed()
		err := got.check()
		if err == nil {
			err = got.complete()
		}
		if c.code == "" && err != nil || c.code != "" && !fault.Of(err).Says(c.code) {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

// The layout sets the dash before each receiver; one that is typed too is dropped.
func TestReceiversAreListedWithoutTheirDash(t *testing.T) {
	t.Parallel()
	got := Content{Recipients: []string{"- Các chi bộ,", " – Văn phòng", "-", "Lưu"}}.trimmed().Recipients
	if want := "Các chi bộ,|Văn phòng|Lưu"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
}
