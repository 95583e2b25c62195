// Command sotay is the whole program: the server, and the few things that are
// done at the machine itself. Every flag is also an environment variable:
// --data is SOTAY_DATA.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"sotay/internal/app"
)

// cli is the command line.
type cli struct {
	Data     string     `help:"Thư mục dữ liệu: cơ sở dữ liệu, tệp, khóa, quy định riêng." default:"./data" type:"path" placeholder:"DIR"`
	DB       string     `help:"Địa chỉ PostgreSQL (postgres://…); bỏ trống thì dùng SQLite trong thư mục dữ liệu." placeholder:"URL"`
	Stamps   string     `help:"Địa chỉ dịch vụ cấp dấu thời gian (RFC 3161) khi ký số; bỏ trống thì dùng nơi cấp thử nghiệm nếu có." placeholder:"URL"`
	LogLevel slog.Level `help:"Mức ghi nhật ký kỹ thuật ra stderr: debug, info, warn, error." default:"info" placeholder:"LEVEL"`

	Serve  serve `cmd:"" help:"Chạy máy chủ."`
	Import struct {
		Units   importUnits   `cmd:"" help:"Nhập danh sách đơn vị từ tệp .xlsx hoặc .csv."`
		Members importMembers `cmd:"" help:"Nhập danh sách đảng viên từ tệp .xlsx hoặc .csv."`
	} `cmd:"" help:"Nhập danh sách từ bảng tính."`
	Export struct {
		Members exportMembers `cmd:"" help:"Xuất danh sách đảng viên của một đơn vị ra tệp .xlsx."`
	} `cmd:"" help:"Xuất danh sách ra bảng tính."`
	Admin struct {
		Create createAdmin `cmd:"" help:"Lập tài khoản quản trị, in mã đăng nhập dùng một lần."`
	} `cmd:"" help:"Tài khoản quản trị."`
	Migrate migrate `cmd:"" help:"Nâng cấp cấu trúc cơ sở dữ liệu."`
	Version version `cmd:"" help:"In phiên bản."`
}

// machine is what every command runs on.
type machine struct {
	context.Context
	settings app.Settings
	out, err io.Writer
}

// open builds the program; the caller closes it.
func (m machine) open() (*app.App, error) { return app.New(m, m.settings) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// exitUsage is the code for a command line that makes no sense; 1 is for what was
// refused or failed.
const exitUsage = 2

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("sotay"), kong.Description("Sổ tay đảng viên điện tử."), kong.DefaultEnvars("SOTAY"),
		kong.Writers(out, errs), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitUsage
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "%v\nXem cách dùng: sotay --help\n", err)
		return exitUsage
	}
	log := slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: c.LogLevel}))
	slog.SetDefault(log) // for the job runner, and for libraries
	m := machine{Context: ctx, settings: app.Settings{Data: c.Data, DB: c.DB, Stamps: c.Stamps, Log: log}, out: out, err: errs}
	if err := command.Run(m); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(errs, "Lỗi:", err)
		}
		return 1
	}
	return 0
}

// errSaid ends a command whose failure has been said already.
var errSaid = errors.New("said")
