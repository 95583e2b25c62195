package pki

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	maxFile  = 1 << 20 // bytes of a key file or a PKCS#12 file
	maxChain = 10      // certificates from a signer to its root
)

// Save writes the identity to one file: its key as PKCS#8, then its certificates,
// all PEM, readable by its owner alone. The file is replaced whole.
func (i *Identity) Save(path string) error {
	out, err := i.Export()
	if err != nil {
		return err
	}
	return replace(path, out)
}

// Export is what Save writes: the key in the clear, for who locks it away at once.
func (i *Identity) Export() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		return nil, err
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for _, c := range i.chain {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out, nil
}

// Load reads what Save has written, or any PEM file of a PKCS#8 key and
// certificates of which the first is the key's. No such file is fs.ErrNotExist.
func Load(path string) (*Identity, error) {
	raw, err := readUpTo(path, maxFile)
	if err != nil {
		return nil, err
	}
	return ParseIdentity(raw)
}

// ParseIdentity reads what Export has given.
func ParseIdentity(raw []byte) (*Identity, error) {
	var key crypto.Signer
	var certs []*x509.Certificate
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, problem(ErrBroken, "key: %v", err)
			}
			key, _ = k.(crypto.Signer)
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, problem(ErrBroken, "certificate: %v", err)
			}
			certs = append(certs, c)
		}
	}
	if key == nil || len(certs) == 0 {
		return nil, ErrNoKey
	}
	return newIdentity(key, certs[0], certs[1:])
}

const maxPublic = 1 << 20 // bytes of a file of certificates

// ParseCertificates reads the certificates of a file, PEM or one in DER. There is at
// least one, and no more than a chain and its neighbours have.
func ParseCertificates(raw []byte) (out []*x509.Certificate, err error) {
	if len(raw) > maxPublic {
		return nil, ErrTooLarge
	}
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, problem(ErrBroken, "certificate: %v", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		c, err := x509.ParseCertificate(raw)
		if err != nil {
			return nil, problem(ErrBroken, "certificate: %v", err)
		}
		out = append(out, c)
	}
	if len(out) > maxOthers {
		return nil, problem(ErrTooLarge, "%d certificates", len(out))
	}
	return out, nil
}

func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(raw)) > limit {
		err = ErrTooLarge
	}
	return raw, err
}

// replace gives path its new content in one step that survives a loss of power.
func replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-") // 0600 by its contract
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // in vain once it has its own name
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// settle moves a finished folder to its name, which must be free or an empty folder.
func settle(from, to string) error {
	if err := syncDir(from); err != nil {
		return err
	}
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}
