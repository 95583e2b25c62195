// Package e2e walks the program as people do: in a real browser, on a phone's
// screen, against the whole program on each database. What a test says it pressed
// was found by its words and pressed with the mouse; nothing is called behind the
// pages but what the clock and the installation would do.
//
// On failure the picture and the HTML of the page are kept, and the log says where.
package e2e

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is one browser for the whole process; every person gets a context of
// his own in it, with his own cookies and connections.
var chromium = sync.OnceValues(startChromium)

// stopChromium ends the browser if any test started it.
var stopChromium = func() {}

func startChromium() (context.Context, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "vi-VN"))
	if _, err := os.Stat("/usr/bin/chromium"); err == nil {
		opts = append(opts, chromedp.ExecPath("/usr/bin/chromium"))
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	stopChromium = func() { stop(); stopAlloc() }
	return ctx, chromedp.Do(ctx)
}

func TestMain(m *testing.M) {
	code := m.Run()
	stopChromium()
	os.Exit(code)
}
