package extract

import (
	"strings"

	"sotay/internal/platform/intake"
	"sotay/internal/platform/sheet"
)

func docxText(src Source, lim Limits) (Result, error) {
	text, err := intake.DOCXText(src, src.Size, intake.DefaultLimits())
	if err != nil {
		return Result{}, err
	}
	marks, err := intake.OfficeMarks(src, src.Size, intake.DefaultLimits())
	if err != nil {
		return Result{}, err
	}
	page, cut := shortened(tidy(text), lim.Text)
	return Result{Pages: []string{page}, Marks: marks, Truncated: cut}, nil
}

// xlsxText gives each sheet that is shown as a page, a line for each row.
func xlsxText(src Source, lim Limits) (Result, error) {
	marks, err := intake.OfficeMarks(src, src.Size, intake.DefaultLimits())
	if err != nil {
		return Result{}, err
	}
	book, err := sheet.Open(src, src.Size, "", sheet.DefaultLimits())
	if err != nil {
		return Result{}, err
	}
	res, left := Result{Marks: marks}, lim.Text
	for i, name := range book.Sheets() {
		page, err := sheetText(book, i, name, left)
		if err != nil {
			return res, err
		}
		res.Pages = append(res.Pages, page)
		if left -= len(page); left <= 0 {
			res.Truncated = true
			break
		}
	}
	return res, nil
}

func sheetText(book *sheet.Book, i int, name string, most int) (string, error) {
	var b strings.Builder
	b.WriteString(name + "\n")
	for row, err := range book.Rows(i) {
		if err != nil {
			return "", err
		}
		for n, c := range row.Cells {
			if n > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(c.Text)
		}
		b.WriteByte('\n')
		if b.Len() >= most {
			break
		}
	}
	text, _ := shortened(tidy(b.String()), most)
	return text, nil
}

// shortened cuts text to at most n bytes, between letters.
func shortened(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	return strings.ToValidUTF8(s[:n], ""), true
}
