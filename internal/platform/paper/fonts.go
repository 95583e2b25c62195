package paper

import (
	"embed"
	"io/fs"
)

// The four faces of Tinos (see fonts/OFL.txt): the widths of Times New Roman, and every Vietnamese letter.
//
//go:embed fonts/*.ttf
var fonts embed.FS

// fontFile returns the TrueType bytes of one style: "", "B", "I" or "BI".
func fontFile(style string) ([]byte, error) {
	name := map[string]string{"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}[style]
	return fs.ReadFile(fonts, "fonts/Tinos-"+name+".ttf")
}

// style is the face's style in the letters PDF fonts are filed under.
func (f Face) style() string {
	s := ""
	if f.Bold {
		s = "B"
	}
	if f.Italic {
		s += "I"
	}
	return s
}
