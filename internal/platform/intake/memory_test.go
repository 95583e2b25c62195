package intake

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A large file may not cost more than a few MiB, whatever it is made of.
func TestMemoryIsBounded(t *testing.T) {
	const size = 6 << 20
	j := jpegOf(t)
	scan := bytes.Index(j, []byte{0xff, 0xda}) + 14
	fill := func(s string) []byte { return bytes.Repeat([]byte(s), size/len(s)) }
	small := objStm("<< /A /B >>")
	for what, body := range map[string][]byte{
		"pdf of names":       pdf(append(page(""), string(fill("/Name ")[:size-2000]))...),
		"pdf of strings":     pdf(append(page(""), string(fill("(")[:size-2000]))...),
		"pdf of dicts":       pdf(append(page(""), string(fill("<<")[:size-2000]))...),
		"pdf of filters":     pdf(append(page(""), "<</Filter["+string(fill("/A")[:size-2000]))...),
		"pdf of one word":    pdf(append(page(""), string(fill("a")[:size-2000]))...),
		"pdf of obj streams": pdf(append(page(""), string(fill(small + "\n")[:size-len(small)-2000]))...),
		"jpeg of data":       cat(j[:scan], fill("\x55")[:size-2000], []byte{0xff, 0xd9}),
		"zip of parts":       manyParts(2 << 20),
		"docx of one tag":    docx(part{"word/document.xml", bodyXML("<w:p" + strings.Repeat(` a=""`, 4<<20) + "/>")}),
		"docx of depth":      docx(part{"word/document.xml", bodyXML(strings.Repeat("<a>", 4<<20))}),
		"docx of text":       docx(part{"word/document.xml", bodyXML("<w:t>" + strings.Repeat("a", 20<<20))}),
	} {
		if got := allocated(func() { Check(bytes.NewReader(body), int64(len(body)), "", Limits{Ratio: 1 << 20}) }); got > 24<<20 {
			t.Errorf("%s: %d KiB live at most", what, got>>10)
		} else {
			t.Logf("%s: %d KiB", what, got>>10)
		}
	}
}

// allocated runs f and returns how far the heap grew at its highest, in bytes,
// by sampling while it runs.
func allocated(f func()) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, top := int64(m.HeapAlloc), int64(m.HeapAlloc)
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	for {
		select {
		case <-done:
			return top - before
		case <-time.After(5 * time.Millisecond):
			runtime.GC()
			runtime.ReadMemStats(&m)
			top = max(top, int64(m.HeapAlloc))
		}
	}
}

// manyParts is a directory of as many entries as fit, behind an end record that admits to one.
func manyParts(size int) []byte {
	one := zipOf(part{"a", ""})
	dir := bytes.Index(one, []byte("PK\x01\x02"))
	end := bytes.Index(one, []byte(zipEndSignature))
	b := bytes.Clone(one[:dir])
	entry := one[dir:end]
	for len(b)+len(entry) < size-100 {
		b = append(b, entry...)
	}
	tail := bytes.Clone(one[end:])
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(b)-dir))
	return append(b, tail...)
}
