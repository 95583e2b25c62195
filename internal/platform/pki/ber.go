package pki

import "encoding/binary"

// canonical rewrites what is BER (RFC 5652 allows it around a signature, and some
// services send it) as DER: definite lengths of the shortest form and octet strings
// in one piece. What is DER already stays the same.
func canonical(in []byte) ([]byte, error) {
	if len(in) > maxToken {
		return nil, ErrTooLarge
	}
	out, rest, err := element(nil, in, 0)
	if err == nil && len(rest) > 0 {
		err = problem(ErrBroken, "%d bytes too many", len(rest))
	}
	return out, err
}

const maxMessage = 8 << 20 // bytes of a signed message

// DER rewrites the first element of in, which may be BER, as DER, and returns what
// follows it. What is DER already stays the same.
func DER(in []byte) (out, rest []byte, err error) {
	if len(in) > maxMessage {
		return nil, nil, ErrTooLarge
	}
	return element(nil, in, 0)
}

const (
	constructed = 0x20
	octetString = 0x04
)

// element appends the first element of in to out and returns what follows it.
func element(out, in []byte, depth int) ([]byte, []byte, error) {
	tag, body, rest, indefinite, err := header(in)
	if err != nil || depth > maxNesting {
		return nil, nil, problem(ErrBroken, "ASN.1 structure")
	}
	if tag&constructed == 0 {
		return wrap(out, tag, body), rest, nil
	}
	var inner []byte
	for len(body) > 0 && !(indefinite && ended(body)) {
		piece, next, err := element(nil, body, depth+1)
		if err != nil {
			return nil, nil, err
		}
		if tag == octetString|constructed {
			if _, piece, _, _, err = header(piece); err != nil {
				return nil, nil, err
			}
		}
		inner, body = append(inner, piece...), next
	}
	if indefinite {
		if !ended(body) {
			return nil, nil, problem(ErrBroken, "ASN.1 without an end")
		}
		rest = body[2:]
	}
	if tag == octetString|constructed {
		tag = octetString
	}
	return wrap(out, tag, inner), rest, nil
}

func ended(b []byte) bool { return len(b) >= 2 && b[0] == 0 && b[1] == 0 }

// header reads a tag and a length. The body of an element of indefinite length is
// all that follows.
func header(in []byte) (tag byte, body, rest []byte, indefinite bool, err error) {
	if len(in) < 2 || in[0]&0x1f == 0x1f {
		return 0, nil, nil, false, ErrBroken
	}
	tag, n, at := in[0], int(in[1]), 2
	switch {
	case n == 0x80:
		if tag&constructed == 0 {
			return 0, nil, nil, false, ErrBroken
		}
		return tag, in[2:], nil, true, nil
	case n > 0x84:
		return 0, nil, nil, false, ErrBroken
	case n > 0x80:
		if at += n - 0x80; len(in) < at {
			return 0, nil, nil, false, ErrBroken
		}
		var long [8]byte
		copy(long[8-(at-2):], in[2:at])
		n = int(binary.BigEndian.Uint64(long[:]))
	}
	if n > len(in)-at {
		return 0, nil, nil, false, ErrBroken
	}
	return tag, in[at : at+n], in[at+n:], false, nil
}

func wrap(out []byte, tag byte, body []byte) []byte {
	out = append(out, tag)
	if n := len(body); n < 0x80 {
		out = append(out, byte(n))
	} else {
		var long [8]byte
		binary.BigEndian.PutUint64(long[:], uint64(n))
		at := 0
		for long[at] == 0 {
			at++
		}
		out = append(append(out, 0x80|byte(8-at)), long[at:]...)
	}
	return append(out, body...)
}
