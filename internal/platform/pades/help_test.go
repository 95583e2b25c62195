package pades_test

import (
	"crypto/x509"
	"encoding/pem"
)

func pemOf(der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}) }

func (o office) certs() []*x509.Certificate { return []*x509.Certificate{o.authority.Root()} }
