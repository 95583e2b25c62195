package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"sotay/internal/platform/paper"
	"sotay/internal/platform/pdf"
)

// file writes a PDF of objects numbered from 1, of which the first is the catalog. More goes into the trailer.
func file(more string, objects ...string) []byte {
	b := []byte("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = len(b)
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f\r\n", len(objects)+1)
	for _, o := range offsets {
		b = fmt.Appendf(b, "%010d 00000 n\r\n", o)
	}
	return fmt.Appendf(b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, more, start)
}

const (
	catalog = "<</Type /Catalog /Pages 2 0 R>>"
	tree    = "<</Type /Pages /Kids [3 0 R] /Count 1>>"
	leaf    = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
)

func simple(more ...string) []byte {
	return file("", append([]string{catalog, tree, leaf}, more...)...)
}

func stream(dict string, raw []byte) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(raw), raw)
}

func deflated(raw []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(raw)
	w.Close()
	return b.Bytes()
}

// bomb unpacks to much more than it takes.
func bomb(megabytes int) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	for range megabytes {
		w.Write(make([]byte, 1<<20))
	}
	w.Close()
	return b.Bytes()
}

func TestObjects(t *testing.T) {
	t.Parallel()
	f, err := pdf.Open(simple(`<</A#42 (a\(b\)\n\101(c) d) /Hex <4 1 4> /Real -.5 /Int +17 /Ref 3 0 R /Null null % comment
/List [1 2 3 0 R true /X] /Dict <</K /V>> >>`))
	if err != nil {
		t.Fatal(err)
	}
	got := f.Dict(pdf.Ref{Num: 4})
	want := pdf.Dict{
		"AB": pdf.String{Bytes: []byte("a(b)\nA(c) d")}, "Hex": pdf.String{Bytes: []byte("A@")}, "Real": -.5, "Int": int64(17),
		"Ref": pdf.Ref{Num: 3}, "Null": nil, "List": pdf.Array{int64(1), int64(2), pdf.Ref{Num: 3}, true, pdf.Name("X")},
		"Dict": pdf.Dict{"K": pdf.Name("V")},
	}
	if !pdf.Same(got, want) {
		t.Errorf("%v", got)
	}
	again, err := pdf.Open(simple(string(pdf.Append(nil, got))))
	if err != nil {
		t.Fatal(err)
	}
	if back := again.Dict(pdf.Ref{Num: 4}); !pdf.Same(back, want) {
		t.Errorf("written and read again: %v", back)
	}
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	whole := simple()
	var chain []string
	for i := range 2000 { // the length of each stream is the next stream
		chain = append(chain, fmt.Sprintf("<</Length %d 0 R>>\nstream\n\nendstream", i+5))
	}
	big := fmt.Sprintf("<</Type /XRef /Size 9999999 /W [1 1 1] /Index [0 9999999] /Root 1 0 R /Filter /FlateDecode /Length %d>>", 20)
	for name, c := range map[string]struct {
		file []byte
		want error // of opening or of walking the pages
	}{
		"empty":                   {nil, pdf.ErrBroken},
		"not a PDF":               {[]byte("PK\x03\x04"), pdf.ErrBroken},
		"only a head":             {[]byte("%PDF-1.7\n"), pdf.ErrBroken},
		"cut off":                 {whole[:len(whole)/2], pdf.ErrBroken},
		"encrypted":               {file("/Encrypt <</Filter /Standard>>", catalog, tree, leaf), pdf.ErrEncrypted},
		"its own predecessor":     {file(fmt.Sprintf("/Prev %d", bytes.Index(whole, []byte("xref\n"))), catalog, tree, leaf), pdf.ErrBroken},
		"predecessor outside":     {file("/Prev 99999999", catalog, tree, leaf), pdf.ErrBroken},
		"negative predecessor":    {file("/Prev -1", catalog, tree, leaf), pdf.ErrBroken},
		"table for a predecessor": {file("/XRefStm 10", catalog, tree, leaf), pdf.ErrBroken},
		"huge table":              {bytes.Replace(whole, []byte("xref\n0 4"), []byte("xref\n0 8388607"), 1), pdf.ErrLimit},
		"huge count":              {bytes.Replace(whole, []byte("xref\n0 4"), []byte("xref\n0 9999999999"), 1), pdf.ErrBroken},
		"no catalog":              {file("", "null", tree, leaf), pdf.ErrBroken},
		"pages in a circle":       {file("", catalog, "<</Type /Pages /Kids [2 0 R]>>"), pdf.ErrBroken},
		"pages in a wide circle":  {file("", catalog, "<</Type /Pages /Kids [3 0 R]>>", "<</Type /Pages /Kids [2 0 R]>>"), pdf.ErrBroken},
		"page twice":              {file("", catalog, "<</Type /Pages /Kids [3 0 R 3 0 R]>>", leaf), pdf.ErrBroken},
		"no pages":                {file("", catalog, "<</Type /Pages /Kids []>>"), pdf.ErrBroken},
		"nested catalog":          {file("", "<</Type /Catalog /Pages 2 0 R /X "+deep+">>", tree, leaf), pdf.ErrBroken},
		"huge stream of entries":  {fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n%s\nstream\n01234567890123456789\nendstream\nendobj\nstartxref\n9\n%%%%EOF\n", big), pdf.ErrBroken},
		"chain of lengths":        {file("", append([]string{catalog, tree, leaf}, chain...)...), nil},
	} {
		start := time.Now()
		f, err := pdf.Open(c.file)
		if err == nil {
			_, err = f.Pages()
		}
		if err == nil {
			for _, n := range f.Numbers() {
				f.Object(n)
			}
		}
		if !errors.Is(err, c.want) || time.Since(start) > 3*time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(start))
		}
	}
}

func TestUnpackingIsBounded(t *testing.T) {
	t.Parallel()
	b := string(bomb(70))
	var many []string
	for range 20 {
		many = append(many, stream("/Filter /FlateDecode", []byte(b)))
	}
	f, err := pdf.Open(simple(many...))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for n := 4; n < 24; n++ {
		s, ok := f.Get(pdf.Ref{Num: n}).(*pdf.Stream)
		if !ok {
			t.Fatal("no stream")
		}
		if _, err := f.Decode(s); !errors.Is(err, pdf.ErrLimit) {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 2000 {
		t.Errorf("%d MB", used)
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	raw := []byte{2, 1, 2, 3, 2, 1, 1, 1} // two rows of three, each the difference to the row above
	for name, c := range map[string]struct {
		dict string
		raw  []byte
		want []byte
		err  error
	}{
		"plain":           {"", []byte("abc"), []byte("abc"), nil},
		"deflated":        {"/Filter /FlateDecode", deflated([]byte("abc")), []byte("abc"), nil},
		"in a list":       {"/Filter [/FlateDecode]", deflated([]byte("abc")), []byte("abc"), nil},
		"with predictor":  {"/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 3>>", deflated(raw), []byte{1, 2, 3, 2, 3, 4}, nil},
		"odd predictor":   {"/Filter /FlateDecode /DecodeParms <</Predictor 2>>", deflated(raw), nil, pdf.ErrLimit},
		"wide predictor":  {"/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 99999999>>", deflated(raw), nil, pdf.ErrLimit},
		"two filters":     {"/Filter [/ASCIIHexDecode /FlateDecode]", []byte("abc"), nil, pdf.ErrLimit},
		"unknown filter":  {"/Filter /JBIG2Decode", []byte("abc"), nil, pdf.ErrLimit},
		"not deflated":    {"/Filter /FlateDecode", []byte("abc"), nil, pdf.ErrBroken},
		"deflated partly": {"/Filter /FlateDecode", deflated(bytes.Repeat([]byte("abc"), 99))[:10], nil, pdf.ErrBroken},
	} {
		f, err := pdf.Open(simple(stream(c.dict, c.raw)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Decode(f.Get(pdf.Ref{Num: 4}).(*pdf.Stream))
		if !errors.Is(err, c.err) || !bytes.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestUpdates(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := paper.PDF(&b, paper.Paper{Layout: paper.HD05(), Kind: "THÔNG BÁO", Body: []paper.Block{paper.Text("x")}}); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	for i := range 5 {
		f, err := pdf.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := f.Pages()
		if err != nil || len(pages) != 1 || len(f.Sections) != i+1 {
			t.Fatal(err, pages, f.Sections)
		}
		u := pdf.NewUpdate(f)
		d := u.Dict(pages[0])
		d["Round"], d["New"] = i, u.Add(&pdf.Stream{Raw: []byte("x")})
		u.Set(pages[0], d)
		next := u.Bytes()
		if !bytes.HasPrefix(next, file) {
			t.Fatal("an update changed what was there")
		}
		g, err := pdf.Open(next)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := g.Int(g.Dict(pages[0])["Round"]); n != i {
			t.Errorf("round %d is %d", i, n)
		}
		r, err := g.Revision(len(file))
		if err != nil || r.Section != g.StartXref || len(r.Objects) != 2 || r.Last != len(next)-1 {
			t.Errorf("revision %+v, %v", r, err)
		}
		file = next
	}
}

// Whatever the bytes, reading ends, and what was read can be updated.
func FuzzOpen(f *testing.F) {
	f.Add(simple())
	f.Add(simple(stream("/Filter /FlateDecode", deflated([]byte("abc")))))
	f.Add(file("/Prev 9", catalog, tree, leaf))
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<</Type /XRef /Size 3 /W [1 2 1] /Root 1 0 R /Length 8>>\nstream\n01234567\nendstream\nendobj\nstartxref\n9\n%%EOF\n"))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/X(\\101\\)<4 1>)>>endobj\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := pdf.Open(b)
		if err != nil {
			return
		}
		pages, err := d.Pages()
		for _, n := range d.Numbers() {
			if s, ok := d.Get(pdf.Ref{Num: n, Gen: d.Gen(n)}).(*pdf.Stream); ok {
				d.Decode(s)
			}
		}
		for at := range min(len(b), 50) {
			d.Revision(at)
		}
		if err != nil || d.Size() > 1<<20 {
			return
		}
		u := pdf.NewUpdate(d)
		page := u.Dict(pages[0])
		page["Mark"] = u.Add(pdf.Array{1, 2.5, true, nil, pdf.Name("a b"), pdf.String{Bytes: []byte("x")}})
		u.Set(pages[0], page)
		again, err := pdf.Open(u.Bytes())
		if err != nil {
			t.Fatalf("after an update: %v", err)
		}
		if a := again.Array(again.Dict(pages[0])["Mark"]); len(a) != 6 {
			t.Fatalf("the update is not there: %v", a)
		}
	})
}
