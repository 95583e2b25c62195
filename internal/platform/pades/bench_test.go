package pades_test

import (
	"testing"

	"sotay/internal/platform/pades"
)

func BenchmarkSign(b *testing.B) {
	o := newOffice(b)
	file := small(b)
	seal := visible(b)
	seal.Picture = nil
	for b.Loop() {
		sign(b, file, o.ecdsa, pades.Options{Seal: seal})
	}
}
