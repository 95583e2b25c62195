package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
)

// found are the programs, which scripts/setup installs.
func found(t testing.TB) Tools {
	t.Helper()
	tools := Find(t.Context())
	if m := tools.Missing(); len(m) > 0 {
		t.Fatalf("missing: %v; run scripts/setup", m)
	}
	return tools
}

const sealed = "Đảng ủy phân công đồng chí Trần Thị Hòa phụ trách chi bộ thôn Đồng Tâm"

func pdfOf(t testing.TB, body ...paper.Block) []byte {
	return file(t, func(b *bytes.Buffer) error { return paper.PDF(b, notice(body...)) })
}

// scanOf is the first page as a scanner sees it: at 200 dots to an inch, with a
// red seal across its middle and perhaps a red stamp at its head.
func scanOf(t testing.TB, doc []byte, stamp image.Image) image.Image {
	t.Helper()
	tools, img := found(t), (*image.RGBA)(nil)
	err := inFolder(DefaultLimits(), func(dir string) error {
		d := &pdf{tools: tools, lim: DefaultLimits(), dir: dir}
		if err := d.copy(source(doc)); err != nil {
			return err
		}
		return d.draw(t.Context(), 1, 2339, func(m *pixmap) error {
			img = image.NewRGBA(image.Rect(0, 0, m.width, m.height))
			for y := 0; m.next(); y++ {
				for x := range m.width {
					img.SetRGBA(x, y, color.RGBA{m.row[3*x], m.row[3*x+1], m.row[3*x+2], 255})
				}
			}
			return m.err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	seal(img, img.Rect.Dx()/2, img.Rect.Dy()*36/100, 150)
	if stamp != nil {
		paint(img, stamp, 260, 330)
	}
	return img
}

// seal draws rings and a star over what is there, as ink does: paper becomes red,
// black stays black.
func seal(img *image.RGBA, cx, cy, r int) {
	for y := cy - r; y <= cy+r; y++ {
		for x := cx - r; x <= cx+r; x++ {
			dx, dy := float64(x-cx), float64(y-cy)
			d, turn := math.Hypot(dx, dy)/float64(r), math.Atan2(dy, dx)
			star := 0.18 + 0.3*math.Abs(math.Mod(turn*5/(2*math.Pi)+5, 1)-0.5)
			if d > 0.92 && d < 1 || d > 0.62 && d < 0.66 || d < star || d > 0.7 && d < 0.88 && int(turn*40)%3 == 0 {
				redden(img, x, y)
			}
		}
	}
}

func redden(img *image.RGBA, x, y int) {
	p := img.RGBAAt(x, y)
	img.SetRGBA(x, y, color.RGBA{byte(int(p.R) * 215 / 255), byte(int(p.G) * 45 / 255), byte(int(p.B) * 50 / 255), 255})
}

// paint stamps the dark pixels of a picture in red.
func paint(img *image.RGBA, stamp image.Image, left, top int) {
	b := stamp.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			if r, _, _, _ := stamp.At(b.Min.X+x, b.Min.Y+y).RGBA(); r < 0x8000 {
				redden(img, left+x, top+y)
			}
		}
	}
}

func jpegOf(t testing.TB, img image.Image) []byte {
	return file(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, img, &jpeg.Options{Quality: 80}) })
}

// scannedPDF is a PDF whose only page is the picture.
func scannedPDF(t testing.TB, img image.Image) []byte {
	return file(t, func(b *bytes.Buffer) error {
		f := fpdf.New("P", "mm", "A4", "")
		f.AddPage()
		f.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(jpegOf(t, img)))
		f.ImageOptions("scan", 0, 0, 210, 297, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
		return f.Output(b)
	})
}

func TestLayerOfAPaper(t *testing.T) {
	t.Parallel()
	tools := found(t)
	res, err := Text(t.Context(), tools, source(pdfOf(t, paper.Text(sealed), paper.PageBreak{}, paper.Text("Trang hai."))), intake.PDF, Limits{}, nil)
	if err != nil || res.Scanned || res.Truncated || len(res.Pages) != 2 {
		t.Fatalf("%+v, %v", res, err)
	}
	if words := strings.Join(strings.Fields(res.Pages[0]), " "); !strings.Contains(words, sealed) {
		t.Errorf("%q", words)
	}
	res, err = Layer(t.Context(), tools, source(pdfOf(t, paper.Text(sealed), paper.PageBreak{}, paper.Text("Trang hai."))), intake.PDF, Limits{Pages: 1})
	if err != nil || !res.Truncated || len(res.Pages) != 1 {
		t.Errorf("%+v, %v", res, err)
	}
}

// The words under the seal are found, in a picture and in a scanned PDF.
func TestWordsUnderTheSeal(t *testing.T) {
	t.Parallel()
	tools := found(t)
	img := scanOf(t, pdfOf(t, paper.Text(sealed+"."), paper.Text("Giao Văn phòng theo dõi, đôn đốc và báo cáo kết quả.")), nil)
	if dir := os.Getenv("SOTAY_KEEP_SCAN"); dir != "" {
		os.WriteFile(filepath.Join(dir, "scan.jpg"), jpegOf(t, img), 0o600)
	}
	for kind, b := range map[intake.Type][]byte{intake.JPEG: jpegOf(t, img), intake.PDF: scannedPDF(t, img)} {
		steps := 0
		start := time.Now()
		res, err := Text(t.Context(), tools, source(b), kind, Limits{}, func(int, int) { steps++ })
		if err != nil || !res.Scanned || len(res.Pages) != 1 {
			t.Fatalf("%s: %+v, %v", kind, res, err)
		}
		t.Logf("%s: %v, %d steps, marks %q", kind, time.Since(start), steps, res.Marks)
		words := strings.Join(strings.Fields(res.Pages[0]), " ")
		for w := range strings.FieldsSeq(sealed) {
			if !strings.Contains(words, w) {
				t.Errorf("%s: no %q in %q", kind, w, words)
			}
		}
		if mark, stopped := intake.Secrecy(strings.Join(append(res.Marks, res.Pages...), "\f")); stopped {
			t.Errorf("%s: the seal was taken for %s: %q", kind, mark, res.Marks)
		}
	}
}

// A stamp of secrecy is red as the seal is, and is not lost with it.
func TestRedStampIsSeen(t *testing.T) {
	t.Parallel()
	tools := found(t)
	for _, degree := range []string{"MẬT", "TỐI MẬT", "TUYỆT MẬT"} {
		stamp := stampOf(t, degree)
		img := scanOf(t, pdfOf(t, paper.Text(sealed+".")), stamp)
		res, err := Text(t.Context(), tools, source(scannedPDF(t, img)), intake.PDF, Limits{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		mark, _ := intake.Secrecy(strings.Join(res.Marks, "\f"))
		if mark != degree {
			t.Errorf("%s: read %q from %q", degree, mark, res.Marks)
		}
	}
}

// stampOf is the word in bold capitals, in a box.
func stampOf(t testing.TB, degree string) image.Image {
	p := paper.Paper{Layout: paper.HD05(), Body: []paper.Block{paper.Heading{Text: degree}}}
	doc := file(t, func(b *bytes.Buffer) error { return paper.PDF(b, p) })
	var img *image.Gray
	err := inFolder(DefaultLimits(), func(dir string) error {
		d := &pdf{tools: found(t), lim: DefaultLimits(), dir: dir}
		if err := d.copy(source(doc)); err != nil {
			return err
		}
		return d.draw(t.Context(), 1, 2339, func(m *pixmap) error {
			img = image.NewGray(image.Rect(0, 0, m.width, m.height))
			for y := 0; m.next(); y++ {
				for x := range m.width {
					img.SetGray(x, y, color.Gray{m.row[3*x]})
				}
			}
			return m.err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return framed(img, inked(img.SubImage(image.Rect(0, 240, img.Rect.Dx(), img.Rect.Dy())).(*image.Gray)))
}

// framed is a word in the box that such stamps have.
func framed(img *image.Gray, word image.Rectangle) image.Image {
	box := word.Inset(-16)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if !(image.Point{X: x, Y: y}).In(box.Inset(4)) {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	return img.SubImage(box)
}

// inked is the part of a picture that is not blank.
func inked(img *image.Gray) (r image.Rectangle) {
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if img.GrayAt(x, y).Y < 128 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// hang is a program that never ends and has a child that does not either.
func hang(t testing.TB) (Tool, string) {
	dir := t.TempDir()
	path := filepath.Join(dir, "hang")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nsleep 987654 &\necho $! > "+dir+"/child\nwait\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return Tool{Path: path}, dir + "/child"
}

func TestAProgramThatHangsIsKilledWithItsChildren(t *testing.T) {
	t.Parallel()
	tool, child := hang(t)
	tools := found(t)
	tools.PDFText = tool
	lim := Limits{Quick: 2 * time.Second, TempDir: t.TempDir()}
	start := time.Now()
	_, err := Layer(t.Context(), tools, source(pdfOf(t)), intake.PDF, lim)
	if !errors.Is(err, ErrTimeout) || time.Since(start) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	pid, err := os.ReadFile(child)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 { // a killed child is there until it is waited for by its new parent
		state, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || strings.Contains(string(state), ") Z ") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if state, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat"); err == nil && !strings.Contains(string(state), ") Z ") {
		t.Errorf("the child lives on: %s", state)
	}
	if left, _ := os.ReadDir(lim.TempDir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEndOfTheCallerEndsTheProgram(t *testing.T) {
	t.Parallel()
	tool, _ := hang(t)
	tools := found(t)
	tools.PDFText = tool
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := Layer(ctx, tools, source(pdfOf(t)), intake.PDF, Limits{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestMemoryOfAProgramIsBounded(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("python3")
	if err != nil {
		path = "/usr/bin/perl"
	}
	script := map[bool][]string{true: {"-c", "x = 'x' * (1 << 29)"}, false: {"-e", "my $x = 'x' x (1 << 29)"}}[err == nil]
	err = run(t.Context(), command{tool: Tool{Path: path}, args: script, limit: 20 * time.Second, memory: 256 << 20, dir: t.TempDir()})
	if !errors.Is(err, ErrUnreadable) {
		t.Errorf("half a GiB was given: %v", err)
	}
}

func TestHostilePDF(t *testing.T) {
	t.Parallel()
	tools := found(t)
	circular := rawPDF("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 3 >>",
		"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 1000000 >>")
	encrypted := rawPDF("/Encrypt << /Filter /Standard /V 1 /R 2 /O (12345678901234567890123456789012) /U (12345678901234567890123456789012) /P -4 >> /ID [<00> <00>] ",
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
	for name, b := range map[string][]byte{"circular": circular, "encrypted": encrypted, "cut": pdfOf(t)[:900], "empty": nil, "no pages": rawPDF("", "<< /Type /Catalog >>")} {
		start := time.Now()
		res, err := Text(t.Context(), tools, source(b), intake.PDF, Limits{Quick: 10 * time.Second, OCR: 10 * time.Second, Pages: 5}, nil)
		if err == nil && !res.Scanned && res.Pages[0] != "" || time.Since(start) > time.Minute {
			t.Errorf("%s: %+v, %v in %v", name, res, err, time.Since(start))
		}
		t.Logf("%s: %v in %v", name, err, time.Since(start))
	}
}

// A page may claim to be as large as a field; it is drawn no larger than any other.
func TestAVastPage(t *testing.T) {
	t.Parallel()
	vast := rawPDF("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000000 2000000] /Contents 4 0 R >>", "<< /Length 25 >>\nstream\n0 0 1000000 1000000 re f \nendstream")
	res, err := Text(t.Context(), found(t), source(vast), intake.PDF, Limits{}, nil)
	if err != nil && !errors.Is(err, ErrUnreadable) && !errors.Is(err, ErrPixels) {
		t.Errorf("%+v, %v", res, err)
	}
}

func TestFiveHundredPages(t *testing.T) {
	t.Parallel()
	var body []paper.Block
	for i := range 500 {
		body = append(body, paper.Text(fmt.Sprintf("Đây là nội dung của trang số %d trong tài liệu dài.", i)), paper.PageBreak{})
	}
	start := time.Now()
	res, err := Layer(t.Context(), found(t), source(pdfOf(t, body...)), intake.PDF, Limits{})
	if err != nil || len(res.Pages) != 200 || !res.Truncated || res.Scanned || !strings.Contains(res.Pages[199], "trang số 199") {
		t.Errorf("%d pages, %v, %v", len(res.Pages), res.Scanned, err)
	}
	t.Log(time.Since(start))
}

func rawPDF(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, xref)
	return b.Bytes()
}

func TestWithoutPrograms(t *testing.T) {
	t.Parallel()
	var none Tools
	if codes := fmt.Sprint(none.Missing()); codes != "[{poppler-utils pdf_text} {poppler-utils pdf_scan} {tesseract-ocr ocr}]" {
		t.Error(codes)
	}
	res, err := Layer(t.Context(), none, source(pdfOf(t)), intake.PDF, Limits{})
	if !errors.Is(err, ErrNoTool) || !res.Scanned {
		t.Errorf("%+v, %v", res, err)
	}
	res, err = Text(t.Context(), none, source(jpegOf(t, image.NewGray(image.Rect(0, 0, 9, 9)))), intake.JPEG, Limits{}, nil)
	var missing *NoTool
	if !errors.As(err, &missing) || missing.Gap.Code != NoOCR || !res.Scanned {
		t.Errorf("%+v, %v", res, err)
	}
	half := found(t)
	half.Vietnamese = false
	if _, err = Text(t.Context(), half, source(scannedPDF(t, image.NewGray(image.Rect(0, 0, 90, 90)))), intake.PDF, Limits{}, nil); !errors.As(err, &missing) || missing.Gap.Code != NoVietnamese {
		t.Error(err)
	}
}

func TestPicturesTooLargeToRead(t *testing.T) {
	t.Parallel()
	tools := Tools{OCR: Tool{Path: "/bin/false"}, Vietnamese: true}
	big := jpegOf(t, image.NewGray(image.Rect(0, 0, 300, 300)))
	if _, err := Text(t.Context(), tools, source(big), intake.JPEG, Limits{Pixels: 80_000}, nil); !errors.Is(err, ErrPixels) {
		t.Error(err)
	}
	if _, err := Text(t.Context(), tools, source(big[:100]), intake.JPEG, Limits{}, nil); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
}
