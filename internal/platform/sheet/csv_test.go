package sheet

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestCSV(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, data, want string }{
		{"comma", "a,b\nc,d\n", "1:a|b\n2:c|d\n"},
		{"semicolon with commas in texts", "Họ tên;Địa chỉ\nHoa;Hà Nội, Việt Nam\nLan;1,5\n", "1:Họ tên|Địa chỉ\n2:Hoa|Hà Nội, Việt Nam\n3:Lan|1,5\n"},
		{"tab", "a\tb;c\nd\te,f", "1:a|b;c\n2:d|e,f\n"},
		{"one column", "a b\nc\n", "1:a b\n2:c\n"},
		{"declared", "sep=;\r\na,b;c\r\n", "1:a,b|c\n"},
		{"declared nothing", "sep=x\na,b\nc,d", "1:sep=x\n2:a|b\n3:c|d\n"},
		{"CR", "a,b\rc,d\r", "1:a|b\n2:c|d\n"},
		{"CR LF", "a,b\r\nc,d\r\n", "1:a|b\n2:c|d\n"},
		{"blank lines count", "a,b\n\n,\n\nc,d", "1:a|b\n5:c|d\n"},
		{"blank tail", "a,b,,,\n,c,,", "1:a|b\n2:|c\n"},
		{"many blank columns", "a" + strings.Repeat(",", 1000) + "\nb", "1:a\n2:b\n"},
		{"quotes", "\"a,\"\"b\"\"\",\"c\r\nd\"\n\"\",e", "1:a,\"b\"|c\r\nd\n2:|e\n"},
		{"quote inside", "5\" ,b\nc,d", "1:5\" |b\n2:c|d\n"},
		{"text after quotes", "\"a\"x,b\nc,d", "1:ax|b\n2:c|d\n"},
		{"byte order mark", bomUTF8 + "Đảng,b\nc,d", "1:Đảng|b\n2:c|d\n"},
		{"UTF-16 little endian", wide16("Đảng;b\nc;d", true), "1:Đảng|b\n2:c|d\n"},
		{"UTF-16 big endian", wide16("Đảng\tb\nc\td", false), "1:Đảng|b\n2:c|d\n"},
		{"legacy", "H\xE4 t\xAAn,b\nNguy\xD4n,\x81\x93\n", "1:Hä tªn|b\n2:NguyÔn|\u0081“\n"},
		{"disarmed", "'=1+1,''-x,'abc,'\n'+84,b,c,d", "1:=1+1|'-x|'abc|'\n2:+84|b|c|d\n"},
		{"zeros stay", "001,+84,-5\n1,2,3", "1:001|+84|-5\n2:1|2|3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, err := readAll([]byte(c.data), DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			wantShow(t, rows, c.want)
		})
	}
}

func wide16(s string, little bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\uFEFF" + s)) {
		if little {
			b.Write([]byte{byte(u), byte(u >> 8)})
		} else {
			b.Write([]byte{byte(u >> 8), byte(u)})
		}
	}
	return b.String()
}

func TestDamagedCSV(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data, at string
		want           Problem
	}{
		{"quote never closed", "a,b\nc,\"d\ne,f\n", "B2", ErrTruncated},
		{"a bad byte among UTF-8", "Đảng,Bộ\nViệt,N\xFFm\n", "B2", ErrMalformed},
		{"zero character in UTF-16", wide16("a;b\nc;\x00", true), "B2", ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := readAll([]byte(c.data), DefaultLimits())
			wantError(t, err, c.want)
			var at *PlaceError
			if !errors.As(err, &at) || at.place() != c.at {
				t.Errorf("%v: want the place %s", err, c.at)
			}
		})
	}
}

// A character that the chunks of the census cut in two is still UTF-8.
func TestLateAccentsAreUTF8(t *testing.T) {
	t.Parallel()
	for shift := range 4 {
		data := strings.Repeat("x", shift) + "\n" + strings.Repeat("ộ,", scanChunkBytes/2)
		f, err := openCSV(strings.NewReader(data), int64(len(data)), "x", DefaultLimits())
		if err != nil || f.encoding != encodingUTF8 {
			t.Errorf("shift %d: %+v, %v", shift, f, err)
		}
	}
}
