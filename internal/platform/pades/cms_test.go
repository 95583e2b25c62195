package pades

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// Whatever the bytes, reading a message ends; one that was read can be judged, and is the same when read again.
func FuzzCMS(f *testing.F) {
	for _, s := range []string{
		"", "3000", "308006092a864886f70d010702a0800000", "30800609", "3084ffffffff",
		"300f06092a864886f70d010702a0023000", "3080" + "06092a864886f70d010702" + "a080" + "3080" + "020101" + "3100" + "3080" + "06092a864886f70d010701" + "0000" + "3100" + "0000" + "0000" + "0000",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(bytes.Repeat([]byte{0x30, 0x80}, 1000))
	f.Fuzz(func(t *testing.T, b []byte) {
		if rest, err := unpadded(b); err == nil && len(rest) > len(b) {
			t.Fatal("longer than it was")
		}
		_, _, _ = readStamp(b, b)
		m, err := readMessage(b)
		if err != nil {
			return
		}
		if m.leaf == nil || m.hash == 0 {
			t.Fatal("read without a signer or a digest")
		}
		_ = m.verify(m.detached(b))
		m.claimed()
	})
}
