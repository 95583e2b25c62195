package pades

import (
	"maps"
	"slices"

	"sotay/internal/platform/pdf"
)

// PrepareAs prepares a signature of another format, as older programs make them.
func PrepareAs(file []byte, o Options, format string) (*Prepared, error) {
	value := signatureValue(o)
	value["SubFilter"] = pdf.Name(format)
	return prepare(file, o, o.Room, value)
}

// Signed is what is signed: the file without the room.
func (p *Prepared) Signed() []byte { return slices.Concat(p.data[:p.from], p.data[p.to:]) }

// EmbedUnchecked puts in anything.
func (p *Prepared) EmbedUnchecked(message []byte) ([]byte, error) { return p.embed(message) }

// Codes lists every code that has a meaning.
func Codes() (out []Code) {
	for _, t := range meanings() {
		out = slices.AppendSeq(out, maps.Keys(t))
	}
	return out
}
