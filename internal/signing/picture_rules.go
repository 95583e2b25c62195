package signing

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/draw"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
)

// pictureRules is the topic "signing.picture".
type pictureRules struct {
	MostBytes  int       `json:"mostBytes"`
	MostPixels int       `json:"mostPixels"` // of the file
	LeastSide  int       `json:"leastSide"`  // pixels, of what is drawn
	KeptSide   int       `json:"keptSide"`   // larger ones are made so small
	Clear      float64   `json:"clear"`      // how much of what is drawn must be left clear
	Seal       sealRules `json:"seal"`
}

// sealRules are what holds of an office's red seal alone.
type sealRules struct {
	Usual int     `json:"usual"` // mm
	Least int     `json:"least"`
	Most  int     `json:"most"`
	Round float64 `json:"round"` // how many times as long as the other one side may be
	Red   float64 `json:"red"`   // how much of the ink must be red
}

func (b book) picture(day civil.Date) (r pictureRules, err error) {
	_, err = b.On("signing.picture", day, &r)
	return r, err
}

func badPicture(code string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "signing.picture_invalid", args...).Field("file", code)
}

// width is how wide a seal is in truth, in mm.
func (r sealRules) width(asked int) (int, error) {
	if asked == 0 {
		return r.Usual, nil
	}
	if asked < r.Least || asked > r.Most {
		return 0, fault.New(fault.Invalid, "signing.picture_invalid", r.Least, r.Most).Field("millimetres", "signing.picture_width")
	}
	return asked, nil
}

// drawn is the picture of a file as it is kept: only what it shows, without what is
// clear around it, and no larger than print needs.
func (r pictureRules) drawn(file []byte, seal bool) (Picture, error) {
	p, err := r.decoded(file)
	if err != nil {
		return Picture{}, err
	}
	ink := inkOf(p)
	switch side := ink.box.Size(); {
	case ink.pixels == 0:
		return Picture{}, badPicture("signing.picture_empty")
	case float64(ink.pixels) > (1-r.Clear)*float64(side.X)*float64(side.Y):
		return Picture{}, badPicture("signing.picture_ground")
	case max(side.X, side.Y) < r.LeastSide:
		return Picture{}, badPicture("signing.picture_small", r.LeastSide)
	case seal && float64(max(side.X, side.Y)) > r.Seal.Round*float64(min(side.X, side.Y)):
		return Picture{}, badPicture("signing.picture_round")
	case seal && float64(ink.red) < r.Seal.Red*float64(ink.pixels):
		return Picture{}, badPicture("signing.picture_red")
	}
	return r.kept(p, ink.box)
}

// decoded reads a PNG whose size is bounded before anything is unpacked.
func (r pictureRules) decoded(file []byte) (image.Image, error) {
	switch {
	case len(file) == 0:
		return nil, badPicture("signing.picture_missing")
	case len(file) > r.MostBytes:
		return nil, badPicture("signing.picture_large", r.MostBytes>>10)
	case !bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return nil, badPicture("signing.picture_kind")
	}
	c, err := png.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil:
		return nil, badPicture("signing.picture_broken").Because(err)
	case c.Width > r.MostPixels/c.Height: // both are above 0
		return nil, badPicture("signing.picture_pixels", c.Width, c.Height)
	case moves(file):
		return nil, badPicture("signing.picture_moves")
	}
	p, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, badPicture("signing.picture_broken").Because(err)
	}
	return p, nil
}

// moves tells whether a PNG is an animation (acTL): programs show different pictures
// of such a file.
func moves(file []byte) bool {
	const frame = 12 // length, name and sum of a chunk
	for b := file[8:]; len(b) >= frame; {
		n := int64(binary.BigEndian.Uint32(b))
		if string(b[4:8]) == "acTL" {
			return true
		}
		if n+frame > int64(len(b)) {
			return false
		}
		b = b[n+frame:]
	}
	return false
}

// ink is what a picture puts on paper.
type ink struct {
	box         image.Rectangle
	pixels, red int
}

// faint is how much of the ground a pixel must cover to count, of 255.
const faint = 32

func inkOf(p image.Image) (out ink) {
	b := p.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(p.At(x, y)).(color.NRGBA)
			if c.A < faint {
				continue
			}
			out.pixels++
			if c.R >= 96 && int(c.R)*2 >= 3*int(max(c.G, c.B)) {
				out.red++
			}
			out.box = out.box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	return out
}

// kept draws a part of a picture anew.
func (r pictureRules) kept(p image.Image, part image.Rectangle) (Picture, error) {
	size := part.Size()
	if long := max(size.X, size.Y); long > r.KeptSide {
		size = image.Pt(max(size.X*r.KeptSide/long, 1), max(size.Y*r.KeptSide/long, 1))
	}
	out := image.NewNRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(out, out.Bounds(), p, part, draw.Src, nil)
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out)
	return Picture{PNG: b.Bytes(), Width: size.X, Height: size.Y}, err
}
