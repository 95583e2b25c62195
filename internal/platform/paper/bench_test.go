package paper

import (
	"io"
	"testing"
)

func BenchmarkPDF(b *testing.B) {
	p := resolution()
	for b.Loop() {
		if err := PDF(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDOCX(b *testing.B) {
	p := resolution()
	for b.Loop() {
		if err := DOCX(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCodeSheet(b *testing.B) {
	s := codes(30)
	for b.Loop() {
		if err := CodeSheet(io.Discard, s); err != nil {
			b.Fatal(err)
		}
	}
}
