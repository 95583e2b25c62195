package paper

// Place is a rectangle on a page, in mm from the top left corner.
type Place struct {
	Page          int // from 1; 0 where there is no such place
	X, Y          float64
	Width, Height float64
}

// Places are where a file is signed: all on the page of the signer's block.
type Places struct {
	Sign     Place   // between the signer's post and name
	Seal     Place   // of the office, left of the signature; none without Signature.Seal
	Initials []Place // in the bottom margin, from the left
}

// MaxInitials is how many people find room for their initials.
const MaxInitials = 4

// places lays the rectangles out around the room that an ending keeps for signing.
// Decree 30/2020 puts the seal at the left of the signature, where it covers a third
// of it; here the two touch, so that what each says stays legible.
func (l Layout) places(e ending, page int, top float64) Places {
	const air = 1 // mm, between what is signed and what is printed
	y, height := top+e.room+air, max(l.SignGap-2*air, 3)
	left, width := l.Left+e.right.width, e.right.width
	var out Places
	if e.seal {
		out.Seal = Place{page, left, y, height, height}
		left, width = left+height+air, width-height-air
	} else {
		left, width = left+width/6, width*2/3
	}
	out.Sign = Place{page, left, y, width, height}
	const corner = 3
	high := l.Bottom - 2*corner
	if high < corner {
		return out
	}
	each := l.width() / MaxInitials
	for i := range MaxInitials {
		out.Initials = append(out.Initials, Place{page, l.Left + float64(i)*each, l.PageHeight - l.Bottom + corner, each - air, high})
	}
	return out
}
