package paper

import (
	"bytes"
	"testing"
)

// signed is a paper with its places and its text as a reader of the PDF finds them.
func signed(t *testing.T, p Paper) (Places, []span) {
	t.Helper()
	var b bytes.Buffer
	places, err := PDFWithPlaces(&b, p)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), render(t, p)) {
		t.Error("to ask for the places changes the file")
	}
	return places, read(t, b.Bytes())
}

// overlaps tells whether text stands in a place, with its ascent and descent.
func (p Place) overlaps(s span) bool {
	up, down := s.face.Size*0.72*pt, s.face.Size*0.2*pt
	return s.page == p.Page && s.x < p.X+p.Width && s.end > p.X && s.y-up < p.Y+p.Height && s.y+down > p.Y
}

func TestThePlacesOfSignaturesAreWhereOneSigns(t *testing.T) {
	t.Parallel()
	sealed, plain := resolution(), resolution()
	right := *sealed.Right
	right.Seal = true
	sealed.Right = &right
	for name, p := range map[string]Paper{"with a seal": sealed, "without": plain, "letter": letter(), "minutes": minutes()} {
		places, spans := signed(t, p)
		by := find(t, spans, p.Right.Name)
		above := find(t, spans, p.Right.Authority)
		if p.Right.Post != "" {
			above = find(t, spans, p.Right.Post)
		}
		s := places.Sign
		if s.Page != by.page || s.Y < above.y || s.Y+s.Height > by.y-by.face.Size*0.72*pt || s.Height < 20 || s.Width < 45 {
			t.Errorf("%s: one signs at %+v, between %.1f and %.1f on page %d", name, s, above.y, by.y, by.page)
		}
		if l := p.Layout; s.X < l.Left+l.width()/2 || s.X+s.Width > l.PageWidth-l.Right+tolerance {
			t.Errorf("%s: one signs from %.1f to %.1f", name, s.X, s.X+s.Width)
		}
		if (places.Seal.Page != 0) != p.Right.Seal || p.Right.Seal && (places.Seal.X+places.Seal.Width > s.X || places.Seal.Y != s.Y) {
			t.Errorf("%s: the seal stands at %+v", name, places.Seal)
		}
		if len(places.Initials) != MaxInitials {
			t.Fatalf("%s: room for %d initials", name, len(places.Initials))
		}
		for i, x := range append(places.Initials, s, places.Seal) {
			if x.Page == 0 {
				continue
			}
			if x.X < 0 || x.Y < 0 || x.X+x.Width > p.Layout.PageWidth || x.Y+x.Height > p.Layout.PageHeight {
				t.Errorf("%s: place %d leaves the page: %+v", name, i, x)
			}
			for _, r := range texts(spans) {
				if x.overlaps(r) && r.text != p.Right.Note {
					t.Errorf("%s: place %d lies over %q", name, i, r.text)
				}
			}
		}
	}
}

func TestWhereNobodySignsThereIsNoPlace(t *testing.T) {
	t.Parallel()
	p := resolution()
	p.Right = nil
	if places, _ := signed(t, p); places.Sign.Page != 0 || len(places.Initials) != 0 {
		t.Errorf("%+v", places)
	}
}
