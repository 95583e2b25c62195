package api

import (
	"context"
	"io"
	"time"

	"sotay/internal/document"
	"sotay/internal/platform/pades"
	"sotay/internal/signing"
)

func (a *API) signatureOperations() []operation {
	const one = "/documents/{document}"
	return []operation{
		get(signed(), "/keys", "listKeys", "The caller's own keys, or those of an office whose seal the caller keeps.", a.listKeys),
		get(signed(), "/documents/awaiting-signature", "listAwaitingSignature", "Numbered papers whose next signature is the caller's.", a.listAwaitingSignature),
		post(at(document.See), one+"/sign", "signDocument", "Sign a numbered paper with a key that is kept here, when it is the caller's turn.", a.signDocument).unkept(),
		post(at(document.See), one+"/signature/prepare", "prepareSignature", "Make ready what a key that is elsewhere has to sign. Asked again it begins anew.", a.prepareSignature),
		post(at(document.See), one+"/signature", "embedSignature", "Take in the signature of what was made ready.", a.embedSignature),
		upload(signed(), "/signatures/verify", "verifySignatures", "Judge the signatures of a PDF. Nothing of it is kept.", a.verifySignatures),
	}
}

// Key is a key with which one signs.
type Key struct {
	ID      string     `json:"id"`
	Source  string     `json:"source" enum:"trial,file,remote"`
	State   string     `json:"state" enum:"offered,ready,blocked,revoked"`
	Subject string     `json:"subject,omitempty"`
	Issuer  string     `json:"issuer,omitempty"`
	Serial  string     `json:"serial,omitempty" doc:"Hexadecimal"`
	Begins  *time.Time `json:"begins,omitempty"`
	Ends    *time.Time `json:"ends,omitempty"`
}

// Keys are all of them.
type Keys struct {
	Keys []Key `json:"keys"`
}

type listKeys struct {
	Unit UnitID `query:"unit"`
}

func (a *API) listKeys(ctx context.Context, v visit, in *listKeys) (Keys, error) {
	all, err := a.Signing.Keys(ctx, v.Who, signing.Owner{Unit: in.Unit.org()})
	return Keys{each(all, func(k signing.Key) Key {
		return Key{string(k.ID), string(k.Source), string(k.State), k.Subject, k.Issuer, k.Serial, instant(k.Begins), instant(k.Ends)}
	})}, err
}

func (a *API) listAwaitingSignature(ctx context.Context, v visit, _ *nothing) (Documents, error) {
	all, err := a.Documents.AwaitingSignature(ctx, v.Who, 200)
	return Documents{Documents: each(all, cardOf)}, err
}

type signDocument struct {
	DocumentPath
	Body struct {
		Rev int64  `json:"rev,omitempty" minimum:"0"`
		Key string `json:"key" maxLength:"100"`
		PIN string `json:"pin" maxLength:"200" doc:"Opens the key for this one signature"`
	} `nameHint:"SignDocument"`
}

func (a *API) signDocument(ctx context.Context, v visit, in *signDocument) (none, error) {
	return none{}, a.Documents.Sign(ctx, v.Who, in.id(), in.Body.Rev, signing.KeyID(in.Body.Key), in.Body.PIN)
}

type prepareSignature struct {
	DocumentPath
	Body struct {
		Rev int64  `json:"rev,omitempty" minimum:"0"`
		Key string `json:"key" maxLength:"100"`
	} `nameHint:"PrepareSignature"`
}

// ToSign is what a key elsewhere has to sign.
type ToSign struct {
	Digest     []byte `json:"digest" doc:"SHA-256 of the attributes"`
	Attributes []byte `json:"attributes" doc:"DER"`
}

func (a *API) prepareSignature(ctx context.Context, v visit, in *prepareSignature) (ToSign, error) {
	ask, err := a.Documents.PrepareSignature(ctx, v.Who, in.id(), in.Body.Rev, signing.KeyID(in.Body.Key))
	return ToSign{ask.Digest, ask.Attributes}, err
}

type embedSignature struct {
	DocumentPath
	Body struct {
		Rev       int64  `json:"rev,omitempty" minimum:"0"`
		Signature []byte `json:"signature" doc:"PKCS #1 v1.5 with RSA; with ECDSA an ASN.1 sequence or the two numbers alone"`
	} `nameHint:"EmbedSignature"`
}

func (a *API) embedSignature(ctx context.Context, v visit, in *embedSignature) (none, error) {
	return none{}, a.Documents.EmbedSignature(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Signature)
}

// DocumentSignature is one that a paper asks for, or has.
type DocumentSignature struct {
	Role    string     `json:"role" enum:"initials,sign,seal"`
	Member  string     `json:"member,omitempty"`
	Name    string     `json:"name"`
	At      *time.Time `json:"at,omitempty" doc:"When it was made; missing while it is awaited"`
	Subject string     `json:"subject,omitempty" doc:"Of the certificate"`
	Level   string     `json:"level,omitempty" doc:"B-B, or B-T with a time stamp"`
}

func documentSignatureOf(s document.Signature) DocumentSignature {
	return DocumentSignature{string(s.Role), string(s.Member), s.Name, instant(s.At), s.Subject, s.Level}
}

// Finding is one thing that is said of a signature or a file.
type Finding struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Page int    `json:"page,omitempty"`
}

// JudgedSignature is what a signature is worth.
type JudgedSignature struct {
	Signer   string     `json:"signer,omitempty" doc:"As the certificate names him"`
	Issuer   string     `json:"issuer,omitempty"`
	State    string     `json:"state" enum:"intact,weak,changed,broken"`
	Valid    bool       `json:"valid"`
	Trusted  bool       `json:"trusted" doc:"The certificate leads to an authority that is believed here"`
	Whole    bool       `json:"whole" doc:"It covers the whole file"`
	Level    string     `json:"level,omitempty"`
	Claimed  *time.Time `json:"claimed,omitempty" doc:"When it was made, as it says itself"`
	Stamped  *time.Time `json:"stamped,omitempty" doc:"When its time stamp was made"`
	Findings []Finding  `json:"findings"`
	Later    []Finding  `json:"later" doc:"What was done to the file after it"`
}

// Judgement is what the signatures of a file are worth.
type Judgement struct {
	Valid      bool              `json:"valid" doc:"There are signatures, and each is valid"`
	Signatures []JudgedSignature `json:"signatures"`
	Warnings   []Finding         `json:"warnings"`
}

func (a *API) verifySignatures(ctx context.Context, v visit, _ *nothing) (Judgement, error) {
	file, err := io.ReadAll(io.LimitReader(v.file, signing.MaxChecked+1))
	if err != nil {
		return Judgement{}, err
	}
	r, err := a.Signing.Verify(ctx, v.Who, file)
	return Judgement{r.Valid(), each(r.Signatures, a.judged), each(r.Warnings, func(c pades.Code) Finding { return a.finding(c, 0) })}, err
}

func (a *API) finding(c pades.Code, page int) Finding {
	return Finding{string(c), a.Words["signing.says."+string(c)], page}
}

func (a *API) judged(s pades.Signature) JudgedSignature {
	out := JudgedSignature{State: map[pades.State]string{pades.Intact: "intact", pades.Weak: "weak", pades.Changed: "changed", pades.Broken: "broken"}[s.State],
		Valid: s.Valid(), Trusted: s.Trusted, Whole: s.Covers, Level: s.Level, Claimed: instant(s.Claimed), Stamped: instant(s.Stamped),
		Findings: each(s.Codes, func(c pades.Code) Finding { return a.finding(c, 0) }),
		Later:    each(s.Later, func(c pades.Change) Finding { return a.finding(c.Kind, c.Page) })}
	if s.Certificate != nil {
		out.Signer, out.Issuer = s.Certificate.Subject.CommonName, s.Certificate.Issuer.CommonName
	}
	return out
}
