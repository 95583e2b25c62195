// Package ids makes identifiers in the program, not in the database, so that a
// whole change can be composed in memory and written once. They sort by time.
package ids

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

var b32 = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New returns an identifier of 24 characters after the prefix, such as
// "mt_06fk2…": 48 bits of milliseconds, then 72 random bits.
func New(prefix string, now time.Time) string {
	var b [15]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	rand.Read(b[6:])
	return prefix + "_" + b32.EncodeToString(b[:])
}

// Secret returns an unguessable token of 160 bits, for links and sessions.
func Secret() string {
	var b [20]byte
	rand.Read(b[:])
	return b32.EncodeToString(b[:])
}

const plain = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// Code returns n characters that are easy to read aloud and to type: no 0, O, 1, I.
func Code(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	for i := range b {
		b[i] = plain[int(b[i])%len(plain)]
	}
	return string(b)
}
