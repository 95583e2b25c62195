package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNameBytes leaves room under the 255 bytes of common file systems.
const maxNameBytes = 180

// cleanName makes a name that can be stored, shown and sent: composed letters,
// no path, no control or invisible characters, none that Windows forbids, and
// the ending of what the file is. A name that promises a different kind is
// refused, except that images of one kind may be called images of another:
// phones and chat programs do that every day.
func cleanName(name string, t Type) (string, error) {
	p := promise(name)
	if p != "" && !fits(p, t) {
		return "", &Error{Err: ErrWrongType, Promised: p, Found: string(t)}
	}
	base := tidy(name)
	if p != "" {
		base = base[:strings.LastIndexByte(base, '.')]
	}
	base = strings.Trim(cut(strings.TrimLeft(base, " ."), maxNameBytes), " .")
	if base == "" || isReserved(base) {
		base = "tep" + base
	}
	return base + "." + string(t), nil
}

// tidy is the last element of a path without what should not be in a name.
func tidy(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(cut(name, 4096), ""))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || unicode.Is(unicode.Co, r) || strings.ContainsRune(`<>:"|?*`, r):
			return -1
		}
		return r
	}, name)
	return strings.TrimRight(strings.Join(strings.Fields(name), " "), " .")
}

// cut shortens s to at most n bytes, between characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// promise is the ending of a name, lower case, when it is one that says what a
// file is; "Kế hoạch 03.02.2026" promises nothing.
func promise(name string) string {
	name = tidy(name)
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return ""
	}
	ext := strings.ToLower(name[i+1:])
	if isOurs(ext) || isForeign(ext) {
		return ext
	}
	return ""
}

func isOurs(ext string) bool {
	return isImage(ext) || slices.Contains([]string{"pdf", "docx", "xlsx"}, ext)
}

func isImage(ext string) bool {
	return slices.Contains([]string{"jpg", "jpeg", "jpe", "jfif", "png", "webp"}, ext)
}

// isForeign knows the endings on which systems act, or that name another kind.
func isForeign(ext string) bool {
	return slices.Contains(strings.Fields(`
		exe com scr msi bat cmd ps1 vbs vbe js jse jsx mjs wsf wsh hta lnk url reg dll sys cpl jar sh py php asp aspx jsp cgi
		app dmg pkg deb rpm apk iso img vhd chm html htm xhtml shtml mht mhtml svg svgz xml xsl xslt swf eml msg
		doc dot xls xlt ppt pps docm dotm dotx xlsm xltm xltx xlsb xlam pptm potm ppsm pptx ppsx ppam
		odt ods odp rtf txt csv zip rar 7z gz tar bz2 xz cab heic heif gif bmp tif tiff ico psd mp3 mp4 mov avi mkv`), ext)
}

func fits(ext string, t Type) bool {
	return ext == string(t) || isImage(ext) && isImage(string(t))
}

// isReserved knows the device names of Windows, which open no file.
func isReserved(base string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(base), ".")
	stem = strings.TrimSpace(stem)
	if len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) {
		return stem[3] >= '0' && stem[3] <= '9'
	}
	return slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, stem)
}
