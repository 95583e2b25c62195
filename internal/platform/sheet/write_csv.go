package sheet

import (
	"bufio"
	"io"
	"strings"
)

type csvEncoder struct{ out *bufio.Writer }

func newCSVEncoder(w io.Writer) *csvEncoder { return &csvEncoder{out: bufio.NewWriter(w)} }

func (e *csvEncoder) begin(title string, columns []Column) error {
	if _, err := e.out.WriteString(bomUTF8); err != nil {
		return err
	}
	if title != "" {
		if err := e.row([]Cell{TextCell(title)}); err != nil {
			return err
		}
	}
	header := make([]Cell, len(columns))
	for i, c := range columns {
		header[i] = TextCell(c.Title)
	}
	return e.row(header)
}

func (e *csvEncoder) row(cells []Cell) error {
	for i, c := range cells {
		if i > 0 {
			e.out.WriteByte(',')
		}
		e.out.WriteString(csvField(c))
	}
	_, err := e.out.WriteString("\r\n") // bufio keeps the first error
	return err
}

func (e *csvEncoder) finish() error { return e.out.Flush() }

func (e *csvEncoder) discard() {}

// csvField quotes whatever any program could take for a separator.
func csvField(c Cell) string {
	text := proper(c.Text)
	if armed(text) && !c.isNumber() {
		text = "'" + text
	}
	if strings.ContainsAny(text, ",;\t\"\r\n") || strings.TrimSpace(text) != text || strings.HasPrefix(text, "sep=") {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}
