package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"sotay/internal/account"
	"sotay/internal/app"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/say"
)

// actor is the program at work for whoever has the server, with no more rights
// than the command needs.
func actor(job, name string, perms ...authz.Perm) authz.Actor {
	who := authz.System(job, perms...)
	who.Name = name
	return who
}

// told says a fault in the program's own sentences; what is no fault stays as it is.
func told(words say.Words, err error) error {
	f := fault.Of(err)
	switch {
	case err == nil, f.Kind == fault.Internal:
		return err
	case f.Kind == fault.NotFound:
		return fmt.Errorf("không tìm thấy đơn vị hoặc nội dung được nêu; hãy kiểm tra lại mã")
	}
	fields := words.Fields(f)
	lines := []string{words.Fault(f)}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] != lines[0] {
			lines = append(lines, "  "+fields[name])
		}
	}
	return fmt.Errorf("%s", strings.Join(lines, "\n"))
}

// unit finds a unit by its code; without a code, the only root of the tree.
func unit(m machine, a *app.App, who authz.Actor, code string) (u org.Unit, err error) {
	if code == "" {
		roots, err := a.Units.Children(m, who, 0)
		switch {
		case err != nil:
			return u, err
		case len(roots) == 0:
			return u, fmt.Errorf("chưa có đơn vị nào; hãy nhập danh sách đơn vị trước (sotay import units)")
		case len(roots) > 1:
			return u, fmt.Errorf("có nhiều đơn vị cao nhất; hãy chỉ rõ mã đơn vị")
		}
		return roots[0], nil
	}
	err = a.DB.Read(m, func(q db.Q) error {
		u, err = a.Units.ByCode(m, q, code)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = fmt.Errorf("không có đơn vị nào mang mã %s", code)
	}
	return u, err
}

// onTerminal reports whether a person watches the output.
func onTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// bar returns a function that draws progress on a terminal, and nothing elsewhere.
func bar(m machine) func(done, total int) {
	if !onTerminal(m.err) {
		return nil
	}
	const width = 40
	shown := -1
	return func(done, total int) {
		n := width * done / max(total, 1)
		if n == shown && done < total {
			return
		}
		shown = n
		fmt.Fprintf(m.err, "\r[%s%s] %d/%d", strings.Repeat("█", n), strings.Repeat("·", width-n), done, total)
		if done >= total {
			fmt.Fprintln(m.err)
		}
	}
}

// slip is what is handed to the person who gets an account.
func slip(s account.Slip) string {
	return fmt.Sprintf("Tên đăng nhập: %s\nMã dùng một lần: %s\nMã có giá trị đến hết ngày %s. Đăng nhập bằng mã này rồi đặt mật khẩu.", s.Login, s.Code, s.Until)
}
