package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

const secretBytes = 32

// secret reads the installation's key, and makes it at the first start. It
// stands beside the database, not in it, so that neither is enough alone.
func secret(file string) ([]byte, error) {
	key, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, secretBytes)
		rand.Read(key)
		return key, os.WriteFile(file, key, 0o600)
	}
	if err == nil && len(key) != secretBytes {
		err = fmt.Errorf("%s is damaged: %d bytes instead of %d; restore it from the backup", file, len(key), secretBytes)
	}
	return key, err
}
