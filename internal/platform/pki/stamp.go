package pki

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"net/http"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	stampQuery   = "application/timestamp-query"
	stampReply   = "application/timestamp-reply"
	stampTimeout = 20 * time.Second
)

// StampService is a time-stamp service elsewhere, asked over HTTP.
type StampService struct {
	URL            string
	User, Password string // for HTTP basic authentication; empty for none
	HTTP           *http.Client
	Trust          *Trust // whom the service must answer to; nil takes any signer's word
}

// Stamp asks for a time stamp of a SHA-256 digest and gives the token, DER, once
// its imprint, nonce and signature have been found right. It takes 20 s at most.
func (s *StampService) Stamp(ctx context.Context, digest []byte) ([]byte, error) {
	if len(digest) != sha256.Size {
		return nil, problem(ErrDigest, "%d bytes", len(digest))
	}
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return nil, err
	}
	query, err := stampRequest(digest, nonce)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, stampTimeout)
	defer cancel()
	answer, err := s.ask(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.accept(answer, digest, nonce)
}

func (s *StampService) ask(ctx context.Context, query []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(query))
	if err != nil {
		return nil, problem(ErrStampService, "%v", err)
	}
	req.Header.Set("Content-Type", stampQuery)
	req.Header.Set("Accept", stampReply)
	if s.User != "" {
		req.SetBasicAuth(s.User, s.Password)
	}
	resp, err := s.HTTP.Do(req)
	if err != nil {
		return nil, errors.Join(ErrStampService, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, problem(ErrStampService, "HTTP %d", resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxToken+1))
	if err != nil {
		return nil, errors.Join(ErrStampService, err)
	}
	if len(body) > maxToken {
		return nil, problem(ErrStampService, "more than %d bytes", maxToken)
	}
	return body, nil
}

// accept takes the token out of an answer and checks it.
func (s *StampService) accept(answer, digest []byte, nonce *big.Int) ([]byte, error) {
	raw, err := parseReply(answer)
	if err != nil {
		return nil, err
	}
	t, err := ParseToken(raw)
	if err != nil {
		return nil, err
	}
	if err := t.Verify(crypto.SHA256, digest); err != nil {
		return nil, err
	}
	if t.Nonce == nil || t.Nonce.Cmp(nonce) != 0 {
		return nil, problem(ErrStampInvalid, "it answers another question")
	}
	if s.Trust != nil {
		if err := s.Trust.Check(t.Signer, t.Certs, t.Time, ForStamping).Err(); err != nil {
			return nil, errors.Join(ErrStampInvalid, err)
		}
	}
	return raw, nil
}

func stampRequest(digest []byte, nonce *big.Int) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		addImprint(b, oidSHA256, digest)
		b.AddASN1BigInt(nonce)
		b.AddASN1Boolean(true) // send the certificate along
	})
	return b.Bytes()
}

func addImprint(b *cryptobyte.Builder, hash asn1.ObjectIdentifier, digest []byte) {
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		addAlgorithm(b, hash)
		b.AddASN1OctetString(digest)
	})
}

func addAlgorithm(b *cryptobyte.Builder, oid asn1.ObjectIdentifier) {
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		if !oid.Equal(oidECDSA256) { // RFC 5754: its parameters are absent
			b.AddASN1NULL()
		}
	})
}

// parseReply gives the token of a TimeStampResp.
func parseReply(answer []byte) ([]byte, error) {
	der, err := canonical(answer)
	if err != nil {
		return nil, errors.Join(ErrStampService, err)
	}
	var in, status, token cryptobyte.String
	var code int
	outer := cryptobyte.String(der)
	if !outer.ReadASN1(&in, cb.SEQUENCE) || !in.ReadASN1(&status, cb.SEQUENCE) || !status.ReadASN1Integer(&code) {
		return nil, problem(ErrStampService, "not an answer")
	}
	if code > 1 { // 0 granted, 1 granted with changes
		return nil, problem(ErrStampRefused, "status %d: %s", code, refusal(status))
	}
	if !in.ReadASN1Element(&token, cb.SEQUENCE) {
		return nil, problem(ErrStampService, "no time stamp in the answer")
	}
	return token, nil
}

// refusal is what the service said in words, for logs.
func refusal(status cryptobyte.String) string {
	var texts, text cryptobyte.String
	if status.ReadASN1(&texts, cb.SEQUENCE) && texts.ReadASN1(&text, cb.UTF8String) {
		return string(text[:min(len(text), 200)])
	}
	return "no reason given"
}
