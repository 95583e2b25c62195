package signing

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

// ring is a round seal on a clear ground, with a margin around it.
func ring(side int, ink color.NRGBA) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, side, side))
	c, r := float64(side)/2, float64(side)*0.45
	for y := range side {
		for x := range side {
			dx, dy := float64(x)+0.5-c, float64(y)+0.5-c
			if d := dx*dx + dy*dy; d <= r*r && d >= 0.8*0.8*r*r || d <= 0.4*0.4*r*r {
				p.SetNRGBA(x, y, ink)
			}
		}
	}
	return p
}

// stroke is a hand in ink that grows faint.
func stroke(w, h int) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for d := range 4 {
			p.SetNRGBA(x, min(x*h/w+d, h-1), color.NRGBA{20, 40, 180, uint8(255 - x*120/w)})
		}
	}
	return p
}

var red, blue = color.NRGBA{214, 20, 30, 230}, color.NRGBA{20, 40, 180, 255}

func pngOf(p image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// chunk is one part of a PNG.
func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// with puts a chunk behind the head of a PNG.
func with(file []byte, kind string, body []byte) []byte {
	const head = 8 + 25
	return append(append(bytes.Clone(file[:head]), chunk(kind, body)...), file[head:]...)
}

func pictureBook(t testing.TB) pictureRules {
	t.Helper()
	all, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := book{all}.picture(civil.Date("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsKeptOfAPicture(t *testing.T) {
	t.Parallel()
	r, good := pictureBook(t), pngOf(ring(400, red))
	for name, c := range map[string]struct {
		file []byte
		seal bool
		w, h int
	}{
		"a seal":                  {good, true, 360, 360},
		"a large one":             {pngOf(ring(1500, red)), true, 600, 600},
		"a hand":                  {pngOf(stroke(300, 120)), false, 300, 120},
		"a hand is no seal":       {pngOf(ring(400, blue)), false, 360, 360},
		"16 bits":                 {pngOf(deep(ring(200, red))), true, 180, 180},
		"with words and a place":  {with(with(good, "tEXt", []byte("Author\x00Nguyễn Văn A")), "eXIf", []byte("GPS")), true, 360, 360},
		"what follows is left":    {append(bytes.Clone(good), "<script>alert(1)</script>"...), true, 360, 360},
		"a packed note is a bomb": {with(good, "zTXt", append([]byte("Comment\x00\x00"), bytes.Repeat([]byte{0}, 1000)...)), true, 360, 360},
	} {
		p, err := r.drawn(c.file, c.seal)
		if err != nil || p.Width != c.w || p.Height != c.h {
			t.Errorf("%s: %v, %d x %d, want %d x %d", name, err, p.Width, p.Height, c.w, c.h)
			continue
		}
		again, err := r.drawn(c.file, c.seal)
		if err != nil || !bytes.Equal(again.PNG, p.PNG) {
			t.Errorf("%s is not kept the same twice", name)
		}
		for _, hidden := range []string{"Nguyễn", "GPS", "script", "Comment"} {
			if bytes.Contains(p.PNG, []byte(hidden)) {
				t.Errorf("%s: what is kept says %s", name, hidden)
			}
		}
		kept, err := png.Decode(bytes.NewReader(p.PNG))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, a := kept.At(c.w/2, 0).RGBA(); name == "a hand" && a != 0 {
			t.Errorf("%s: the ground is not clear", name)
		}
	}
}

func deep(p *image.NRGBA) image.Image {
	out := image.NewNRGBA64(p.Bounds())
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			out.Set(x, y, p.At(x, y))
		}
	}
	return out
}

func TestWhichPicturesAreRefused(t *testing.T) {
	t.Parallel()
	r, good := pictureBook(t), pngOf(ring(400, red))
	huge := bytes.Clone(good)
	binary.BigEndian.PutUint32(huge[16:], 60_000)
	binary.BigEndian.PutUint32(huge[20:], 60_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	flat := image.NewNRGBA(image.Rect(0, 0, 400, 400))
	for i := range flat.Pix {
		flat.Pix[i] = 255
	}
	white := image.NewNRGBA(ring(400, red).Bounds())
	copy(white.Pix, flat.Pix)
	for i, p := 0, ring(400, red); i < len(p.Pix); i += 4 {
		if p.Pix[i+3] > 0 {
			copy(white.Pix[i:i+4], p.Pix[i:i+4])
		}
	}
	noise := image.NewNRGBA(image.Rect(0, 0, 700, 700))
	for i := range noise.Pix {
		noise.Pix[i] = byte(rand.Uint32())
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, flat, nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"nothing":             {nil, "signing.picture_missing"},
		"a photo":             {photo.Bytes(), "signing.picture_kind"},
		"a page":              {[]byte("<svg onload='alert(1)'/>"), "signing.picture_kind"},
		"a PDF":               {[]byte("%PDF-1.7"), "signing.picture_kind"},
		"a name only":         {[]byte("\x89PNG\r\n\x1a\n"), "signing.picture_broken"},
		"cut":                 {good[:len(good)/2], "signing.picture_broken"},
		"a flipped bit":       {flipped(good, len(good)/2), "signing.picture_broken"},
		"too many bytes":      {pngOf(noise), "signing.picture_large"},
		"too many pixels":     {huge, "signing.picture_pixels"},
		"one long line":       {resized(good, 1<<30, 1), "signing.picture_pixels"},
		"no size":             {resized(good, 0, 400), "signing.picture_broken"},
		"moving":              {with(good, "acTL", make([]byte, 8)), "signing.picture_moves"},
		"empty":               {pngOf(image.NewNRGBA(image.Rect(0, 0, 400, 400))), "signing.picture_empty"},
		"small":               {pngOf(ring(60, red)), "signing.picture_small"},
		"a ground of paper":   {pngOf(white), "signing.picture_ground"},
		"blue":                {pngOf(ring(400, blue)), "signing.picture_red"},
		"not round":           {pngOf(recoloured(stroke(400, 120), red)), "signing.picture_round"},
		"a chunk without end": {append(bytes.Clone(good[:33]), 0xff, 0xff, 0xff, 0xff, 'a', 'c', 'T', 'X', 0, 0, 0, 0), "signing.picture_broken"},
	} {
		_, err := r.drawn(c.file, true)
		f := fault.Of(err)
		if f == nil || f.Fields["file"] != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 0x40
	return b
}

// resized is a file that claims another size.
func resized(file []byte, w, h uint32) []byte {
	b := bytes.Clone(file)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func recoloured(p *image.NRGBA, c color.NRGBA) *image.NRGBA {
	for i := 0; i < len(p.Pix); i += 4 {
		p.Pix[i], p.Pix[i+1], p.Pix[i+2] = c.R, c.G, c.B
	}
	return p
}

func FuzzPicture(f *testing.F) {
	r := pictureBook(f)
	f.Add(pngOf(ring(130, red)), true)
	f.Add(pngOf(stroke(140, 30)), false)
	f.Add(with(pngOf(ring(130, red)), "acTL", make([]byte, 8)), true)
	f.Fuzz(func(t *testing.T, file []byte, seal bool) {
		p, err := r.drawn(file, seal)
		if err != nil {
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		if max(p.Width, p.Height) > r.KeptSide {
			t.Errorf("%d x %d are kept", p.Width, p.Height)
		}
		if _, err := r.decoded(p.PNG); err != nil && len(p.PNG) <= r.MostBytes {
			t.Errorf("what is kept cannot be read: %v", err)
		}
	})
}

func TestThePictureIsItsOwners(t *testing.T) {
	each(t, func(w *world) {
		ctx, office := w.Context(), Owner{Unit: w.branch.ID}
		seal, hand := pngOf(ring(300, red)), pngOf(stroke(300, 120))
		w.refused(w.SetPicture(ctx, w.binh, office, seal, 0), "access.not_found")
		w.refused(w.SetPicture(ctx, authz.Actor{}, Owner{}, hand, 0), "access.sign_in")
		w.refused(w.SetPicture(ctx, w.binh, Owner{Account: w.an.ID}, hand, 0), "signing.key_not_found")
		w.refused(w.SetPicture(ctx, w.an, office, seal, 90), "signing.picture_width")
		w.refused(w.SetPicture(ctx, w.an, office, hand, 0), "signing.picture_round")
		w.refused(w.RemovePicture(ctx, w.an, office), "signing.picture_none")
		w.must(w.SetPicture(ctx, w.an, office, seal, 0))
		w.must(w.SetPicture(ctx, w.an, Owner{Account: w.an.ID}, hand, 40))
		p, err := w.Picture(ctx, w.an, office)
		w.must(err)
		mine, err := w.Picture(ctx, w.an, Owner{})
		w.must(err)
		if p.Millimetres != 36 || p.Width != 270 || p.By != w.an.Name || mine.Millimetres != 0 || mine.Width != 300 || mine.ID == p.ID {
			t.Errorf("the pictures are %+v and %+v", p, mine)
		}
		_, err = w.Picture(ctx, w.binh, office)
		w.refused(err, "access.not_found")
		other, err := w.Picture(ctx, w.binh, Owner{Account: w.an.ID})
		if w.must(err); other.ID != "" {
			t.Error("somebody else's picture is given out")
		}
		w.must(w.SetPicture(ctx, w.an, office, seal, 32))
		again, err := w.Picture(ctx, w.an, office)
		if w.must(err); again.ID == p.ID || again.Millimetres != 32 {
			t.Errorf("replaced, it is %+v", again)
		}
		w.must(w.RemovePicture(ctx, w.an, office))
		if p, err = w.Picture(ctx, w.an, office); err != nil || p.ID != "" {
			t.Errorf("removed, it is %v %+v", err, p)
		}
	})
}
