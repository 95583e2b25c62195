package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

const (
	xlsxMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	docxMedia = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	pdfMedia  = "application/pdf"
)

// file is the answer of a verb that gives one.
type file struct {
	name, media string
	size        int64
	io.ReadCloser
}

// produced lets a feature write a file, whole before any of it is sent: a failure
// is a problem and never half a file.
func produced(name, media string, write func(io.Writer) error) (file, error) {
	f, err := scratch()
	if err != nil {
		return file{}, err
	}
	if err := write(f); err != nil {
		return file{}, errors.Join(err, f.Close())
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return file{}, errors.Join(err, f.Close())
	}
	return file{name, media, size, f}, nil
}

// send answers with the file, to be saved and never shown.
func (f file) send(ctx huma.Context) {
	defer f.Close()
	ctx.SetHeader("Content-Type", f.media)
	ctx.SetHeader("Content-Length", strconv.FormatInt(f.size, 10))
	ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
	ctx.SetStatus(http.StatusOK)
	io.Copy(ctx.BodyWriter(), f) // whoever left does not hear of it
}
