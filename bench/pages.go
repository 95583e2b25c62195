package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"sync"
	"time"
)

func listen() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") }

// visitors ask at the same time, each over a connection of his own.
const visitors = 16

// load is what came of asking for one page again and again.
type load struct {
	perCPU float64 // answers for each second of the server's processor
	perSec float64
	times  samples
	bytes  int
}

// ask asks for a page with a header's values for a while, after a warm-up.
func (b *bench) ask(ctx context.Context, s *server, path string, header http.Header) (l load, err error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: visitors, DisableCompression: true}}
	defer client.CloseIdleConnections()
	if _, err := flood(ctx, client, s.url+path, header, b.duration/4); err != nil {
		return l, err
	}
	before, err := s.cpu()
	if err != nil {
		return l, err
	}
	began := time.Now()
	if l, err = flood(ctx, client, s.url+path, header, b.duration); err != nil {
		return l, err
	}
	wall := time.Since(began)
	after, err := s.cpu()
	l.perSec = float64(len(l.times)) / wall.Seconds()
	l.perCPU = float64(len(l.times)) / max((after-before).Seconds(), 1.0/ticks)
	l.times.sorted()
	return l, err
}

func flood(ctx context.Context, client *http.Client, url string, header http.Header, for_ time.Duration) (l load, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	end := time.Now().Add(for_)
	var all sync.WaitGroup
	var mu sync.Mutex
	for range visitors {
		all.Go(func() {
			var own samples
			size := 0
			for time.Now().Before(end) && ctx.Err() == nil {
				began := time.Now()
				n, e := once(ctx, client, url, header)
				if e != nil {
					mu.Lock()
					err = e
					mu.Unlock()
					stop()
					return
				}
				own, size = append(own, time.Since(began)), n
			}
			mu.Lock()
			defer mu.Unlock()
			l.times, l.bytes = append(l.times, own...), size
		})
	}
	all.Wait()
	return l, err
}

func once(ctx context.Context, client *http.Client, url string, header http.Header) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	r.Header = header
	res, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err == nil && (res.StatusCode != http.StatusOK || res.Request.URL.Path != r.URL.Path) {
		err = fmt.Errorf("%s: %s at %s", url, res.Status, res.Request.URL)
	}
	return int(n), err
}

// page is one that somebody of the demonstration opens.
type page struct {
	what, login, password, path string
	packed                      bool
}

// The people are those of the demonstration.
func pagesShown() []page {
	const member, secretary, clerk, officer = "0900900001", "0900900002", "0900900003", "0900900004"
	return []page{
		{"home, member", member, "ruong-lua-chin-vang", "/", false},
		{"home, secretary", secretary, "suoi-trong-chay-mai", "/", false},
		{"home, secretary, gzip", secretary, "suoi-trong-chay-mai", "/", true},
		{"meeting, secretary", secretary, "suoi-trong-chay-mai", "meeting", false},
		{"members of a commune", clerk, "nui-xanh-may-trang", "/members", false},
		{"home, province", officer, "song-rong-thuyen-xuoi", "/", false},
	}
}

// pages is signed-in pages of the demonstration against a bare net/http hello.
func (b *bench) pages(ctx context.Context) error {
	h, err := serve(ctx, b.self, "hello")
	if err != nil {
		return err
	}
	defer h.stop()
	return b.each(ctx, "pages", func(p place) error {
		bare, err := b.ask(ctx, h, "/", http.Header{})
		if err != nil {
			return err
		}
		s, err := b.program(ctx, p, "--demo")
		if err != nil {
			return err
		}
		defer s.stop()
		for _, x := range pagesShown() {
			if err := b.page(ctx, s, p, x, bare); err != nil {
				return fmt.Errorf("%s: %w", x.what, err)
			}
		}
		return nil
	})
}

func (b *bench) page(ctx context.Context, s *server, p place, x page, bare load) error {
	header, err := signIn(ctx, s, x.login, x.password)
	if err != nil {
		return err
	}
	if x.path == "meeting" {
		if x.path, err = meetingOf(ctx, s, header); err != nil {
			return err
		}
	}
	if x.packed {
		header.Set("Accept-Encoding", "gzip")
	}
	l, err := b.ask(ctx, s, x.path, header)
	if err != nil {
		return err
	}
	peak, err := s.memory("VmHWM")
	b.table.add(row{workload: "page: " + x.what + ", " + p.name, size: fmt.Sprintf("%d KB, %d at once", l.bytes>>10, visitors),
		figure: rate(l.perCPU, "/ CPU-s") + " (" + rate(l.perSec, "/s)"), limit: rate(bare.perCPU, "/ CPU-s hello"), ratio: ratio(l.perCPU, bare.perCPU),
		times: l.times, memory: megabytes(peak)})
	return err
}

// signIn signs in as a program does; the session is good for pages too.
func signIn(ctx context.Context, s *server, login, password string) (http.Header, error) {
	body, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1/sessions", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var pass struct{ Token string }
	if err := json.NewDecoder(res.Body).Decode(&pass); err != nil || pass.Token == "" {
		return nil, errors.Join(fmt.Errorf("sign in as %s: %s", login, res.Status), err)
	}
	return http.Header{"Cookie": {"sotay_session=" + pass.Token}}, nil
}

// meetingOf is the page of the meeting that somebody's home page leads to.
func meetingOf(ctx context.Context, s *server, header http.Header) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/", nil)
	if err != nil {
		return "", err
	}
	r.Header = header
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	path := regexp.MustCompile(`/meetings/mt_[0-9a-z]+`).Find(text)
	if path == nil {
		return "", errors.New("the home page leads to no meeting")
	}
	return string(path), nil
}
