// Package courier carries messages to where they are to go: into a folder that
// somebody else empties, or to an address by HTTP. It promises that a file in a
// folder is whole or not there, that nothing is read or written outside the
// folder, that a key never goes over an open line, and that an answer says
// whether trying again can help.
package courier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// How carrying fails, for errors.Is.
var (
	ErrAddress = errors.New("courier: not an address to send to")
	ErrLater   = errors.New("courier: not now; trying again may help")
	ErrRefused = errors.New("courier: the other side does not take it")
)

// Endpoint is an address that takes messages by POST.
type Endpoint struct {
	URL string
	Key string // sent as a bearer token
}

const (
	patience    = 5 * time.Minute // for one message
	answerBytes = 500             // of an answer that are looked at
)

// Post sends a message. An answer of 2xx is success; what the other side says
// against it is in the error.
func Post(ctx context.Context, to Endpoint, r io.Reader, size int64) error {
	if err := Check(to.URL); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, r)
	if err != nil {
		return ErrAddress
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", "application/xml")
	req.Header.Set("Authorization", "Bearer "+to.Key)
	line := &http.Transport{ResponseHeaderTimeout: patience, TLSHandshakeTimeout: 20 * time.Second, DisableKeepAlives: true}
	client := &http.Client{Transport: line, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLater, err)
	}
	defer answer.Body.Close()
	return judge(answer)
}

func judge(answer *http.Response) error {
	said, _ := io.ReadAll(io.LimitReader(answer.Body, answerBytes)) // for the reader of the error only
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusRequestTimeout || code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("%w: %d %s", ErrLater, code, printable(said))
	default:
		return fmt.Errorf("%w: %d %s", ErrRefused, code, printable(said))
	}
}

func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(string(b), "?"))
}

// Check refuses what is no address, or would send the key over an open line:
// without TLS only this machine is reached.
func Check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return ErrAddress
	case u.Scheme == "https", u.Scheme == "http" && local(u.Hostname()):
		return nil
	}
	return ErrAddress
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
