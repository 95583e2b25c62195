package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"sotay/internal/app"
	"sotay/internal/demo"
	"sotay/internal/library"
	"sotay/internal/platform/authz"
)

// serve is the command.
type serve struct {
	Addr   string `help:"Địa chỉ lắng nghe." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Demo   bool   `help:"Tạo dữ liệu minh họa nếu cơ sở dữ liệu còn trống."`
	Dev    bool   `help:"Hiện trang mẫu giao diện /ui."`
	Secure bool   `help:"Cookie chỉ gửi qua HTTPS: dùng khi đứng sau máy chủ TLS."`
}

// Limits on connections. Reading and writing may take long on a slow line with a
// large file; streams of events set their own deadlines, write by write.
const (
	headerTime = 10 * time.Second
	bodyTime   = 15 * time.Minute
	idleTime   = 2 * time.Minute
	headerSize = 32 << 10
	farewell   = 10 * time.Second // for requests that are being answered at the end
)

// Run implements the command.
func (c serve) Run(m machine) (err error) {
	m.settings.Secure, m.settings.Dev = c.Secure, c.Dev
	a, err := m.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.Demo {
		if err := c.demonstrate(m, a); err != nil {
			return err
		}
	}
	var jobs sync.WaitGroup
	defer jobs.Wait()
	ctx, stop := context.WithCancel(m.Context)
	defer stop()
	jobs.Go(func() { a.Jobs.Run(ctx) })
	jobs.Go(func() { a.Scans.Run(ctx) })
	return c.listen(ctx, m, a)
}

// demonstrate fills an empty database and says how to sign in.
func (c serve) demonstrate(m machine, a *app.App) error {
	log := m.settings.Log
	began := time.Now()
	doors, err := demo.Create(m, demo.Deps{DB: a.DB, Filing: a.Files, Units: a.Units, Members: a.Members, Meetings: a.Meetings,
		Sent: a.Sent, Documents: a.Documents, Incoming: a.Incoming, Access: a.Access, Accounts: a.Accounts, Gate: a.Gate})
	switch {
	case errors.Is(err, demo.ErrOccupied):
		log.Warn("the database holds other data: no demonstration is made")
		return nil
	case errors.Is(err, demo.ErrInterrupted):
		return fmt.Errorf("lần tạo dữ liệu minh họa trước bị ngắt giữa chừng; hãy xóa cơ sở dữ liệu trong %s rồi chạy lại", m.settings.Data)
	case err != nil:
		return err
	}
	if err := a.Library.Order(m, authz.System("demo", library.Rework)); err != nil {
		return err
	}
	log.Info("the demonstration is ready", "took", time.Since(began).Round(time.Millisecond))
	if !local(c.Addr) {
		log.Warn("the demonstration's passwords are known to everybody: do not serve it to a network")
	}
	fmt.Fprintln(m.out, "\nDữ liệu minh họa: tỉnh Thanh Lâm không có thật. Đăng nhập thử:")
	for _, d := range doors {
		fmt.Fprintf(m.out, "  %-28s %-12s %s\n", d.Role, d.Login, d.Password)
	}
	fmt.Fprintln(m.out)
	return nil
}

func local(addr string) bool {
	host, _, _ := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// listen serves until ctx ends; then streams end, and what is being answered is
// answered.
func (c serve) listen(ctx context.Context, m machine, a *app.App) error {
	log := m.settings.Log
	on, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           a.Handler(),
		ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: bodyTime, IdleTimeout: idleTime, MaxHeaderBytes: headerSize,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(a.Hub.Close)
	fmt.Fprintf(m.out, "Sổ tay đang chạy: http://%s\n", on.Addr())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(on) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer stop()
	err = server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	return err
}
