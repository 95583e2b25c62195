package edxml

import "errors"

// Why a message is not read. Read answers with an *Error that wraps one of
// these; another error is a failure to read the bytes.
var (
	ErrXML      = errors.New("it is not well-formed XML")
	ErrCharset  = errors.New("its characters are in an encoding that is not read")
	ErrDTD      = errors.New("it carries a document type or entities")
	ErrTooLarge = errors.New("it is too large")
	ErrTooMany  = errors.New("it has too many or too deep parts")
	ErrNotEdXML = errors.New("it is XML, but no edXML message")
	ErrMissing  = errors.New("something needed is missing")
	ErrBase64   = errors.New("an attachment is not base64")
	ErrZip      = errors.New("a zipped attachment does not unpack")
	ErrBomb     = errors.New("a zipped attachment unpacks to too much")
)

// Error is a refusal, and where in the message its reason is.
type Error struct {
	Err   error
	Where string // element, attachment or what the parser said
}

// Error is for logs.
func (e *Error) Error() string {
	if e.Where == "" {
		return "edxml: " + e.Err.Error()
	}
	return "edxml: " + e.Err.Error() + ": " + e.Where
}

// Unwrap gives the reason.
func (e *Error) Unwrap() error { return e.Err }

const longestWhere = 200 // bytes

func refuse(err error, where string) error {
	return &Error{err, clip(where)}
}
