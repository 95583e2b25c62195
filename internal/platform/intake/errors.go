package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Why a file is refused. Check answers with an *Error that wraps exactly one of these.
var (
	ErrEmpty      = errors.New("the file is empty")
	ErrTooLarge   = errors.New("the file is too large")
	ErrNotAllowed = errors.New("files of this kind are not taken")
	ErrWrongType  = errors.New("the name promises another kind of file")
	ErrTruncated  = errors.New("the file ends too early")
	ErrDamaged    = errors.New("the file is damaged")
	ErrEncrypted  = errors.New("the file is encrypted")
	ErrPolyglot   = errors.New("the file is more than one kind of file at once")
	ErrBomb       = errors.New("the file unpacks to too much")
	ErrPixels     = errors.New("the image has too many pixels")
	ErrEntryName  = errors.New("a part of the file has an unsafe name")
	ErrXML        = errors.New("a part of the file is XML of a kind that is not read")
	ErrMacro      = errors.New("the file carries macros")
	ErrScript     = errors.New("the file carries a script")
	ErrAction     = errors.New("the file starts programs, sends data or opens other files")
	ErrExternal   = errors.New("the file loads something from outside")
	ErrEmbedded   = errors.New("the file carries another file or object inside")
	ErrForm       = errors.New("the file is a dynamic (XFA) form")
	ErrObscured   = errors.New("the file hides part of its content")
)

// Error is a refusal: the rule that was broken and what the sender needs to be told.
type Error struct {
	Err      error  // one of the sentinels above, for errors.Is
	Where    string // the part of the file: "word/document.xml", "byte 1207"; empty for the file as a whole
	Promised string // ErrWrongType: the ending of the name, without the dot
	Found    string // what was found: "exe", "/JavaScript", "DOCTYPE"
	Got      int64  // for limits: what the file has or claims …
	Limit    int64  // … and what is allowed, in the same unit (bytes, parts, pixels, times)
}

// Error says all of it, in English, for logs.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "intake: %v", e.Err)
	for _, f := range []struct{ label, value string }{
		{"in", e.Where}, {"promised", e.Promised}, {"found", e.Found},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, ", %s %q", f.label, f.value)
		}
	}
	if e.Limit > 0 {
		fmt.Fprintf(&b, " (%d, limit %d)", e.Got, e.Limit)
	}
	return b.String()
}

// Unwrap gives the sentinel.
func (e *Error) Unwrap() error { return e.Err }

func refuse(err error) error { return &Error{Err: err} }

func found(err error, what string) error { return &Error{Err: err, Found: what} }

func at(err error, off int64, what string) error {
	return &Error{Err: err, Where: fmt.Sprintf("byte %d", off), Found: what}
}

func in(err error, part, what string) error { return &Error{Err: err, Where: part, Found: what} }

// ended makes an early end of input a refusal and leaves a failure to read alone.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse(ErrTruncated)
	}
	return err
}
