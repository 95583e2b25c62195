package document

import (
	"slices"
	"time"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/pades"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/pdf"
	"sotay/internal/signing"
)

const (
	pageHeight = 297 // mm, A4
	point      = 72 / 25.4
)

// Measures of a seal that is seen as a picture, in mm.
const (
	nameLine  = 7   // the line with the signer's name, under the room for signing
	legend    = 8   // for the words under the seal
	lowest    = 280 // no lower on the page: initials stand below
	smallType = 6   // points
)

// look is what is seen of a signature on its place.
func (f Full) look(s Signature, subject string, p signing.Picture, at time.Time) *pades.Seal {
	if s.place.Page == 0 {
		return nil
	}
	when := at.In(civil.Zone).Format("02/01/2006 15:04:05 -07:00")
	switch {
	case s.Role == Initials:
		return onPaper(s.place, "Ký nháy: "+subject, when)
	case s.Role == Signs && p.ID != "":
		return besideHand(onPaper(s.place, "Ký bởi: "+subject, "Ngày ký: "+when), p)
	case s.Role == Signs:
		return onPaper(s.place, "Ký bởi: "+subject, "Ngày ký: "+when)
	case p.ID != "":
		return f.stamped(s.place, p, "Cơ quan: "+subject, "Ngày ký: "+when)
	}
	return onPaper(s.place, "Cơ quan:", subject, "Ngày ký:", when)
}

// onPaper is lines of words on a place.
func onPaper(p paper.Place, lines ...string) *pades.Seal {
	return &pades.Seal{Page: p.Page, Lines: lines, Size: 9,
		Rect: pdf.Box{X0: p.X * point, Y0: (pageHeight - p.Y - p.Height) * point, X1: (p.X + p.Width) * point, Y1: (pageHeight - p.Y) * point}}
}

// besideHand puts how a person signs by hand at the left of the words.
func besideHand(s *pades.Seal, p signing.Picture) *pades.Seal {
	const air = 3
	wide, high := s.Rect.X1-s.Rect.X0, s.Rect.Y1-s.Rect.Y0
	s.Picture, s.Ink, s.Words = p.PNG, pdf.Box{X1: wide / 2, Y1: high}, pdf.Box{X0: wide/2 + air, X1: wide, Y1: high}
	return s
}

// stamped puts the red seal of an office where Decree 30/2020 has it: as large as it is,
// over the left third of what is seen of the signature. The words stand under it, where
// nothing else is printed.
func (f Full) stamped(room paper.Place, p signing.Picture, lines ...string) *pades.Seal {
	across := float64(p.Millimetres)
	right := room.X + across
	if i := slices.IndexFunc(f.Signing, func(x Signature) bool { return x.Role == Signs }); i >= 0 {
		hand := f.Signing[i].place
		if f.Signing[i].picture != "" {
			hand.Width /= 2
		}
		right = hand.X + hand.Width/3
	}
	top := room.Y + room.Height/2 - across/2
	words := max(top+across, room.Y+room.Height+nameLine)
	up := max(words+legend-lowest, 0)
	whole := paper.Place{Page: room.Page, X: max(right-across, 0), Y: max(top-up, 0), Width: across, Height: words + legend - top}
	s := onPaper(whole, lines...)
	high := s.Rect.Y1 - s.Rect.Y0
	s.Picture, s.Size = p.PNG, smallType
	s.Ink = pdf.Box{X1: across * point, Y0: high - across*point, Y1: high}
	s.Words = pdf.Box{X1: across * point, Y1: legend * point}
	return s
}
