package main

import (
	"fmt"

	"sotay/internal/access"
	"sotay/internal/account"
)

// createAdmin is the command.
type createAdmin struct {
	Login string `arg:"" help:"Tên đăng nhập: chữ thường không dấu, chữ số, từ 3 ký tự."`
	Name  string `help:"Tên hiển thị." default:"Quản trị" placeholder:"TÊN"`
}

// Run implements the command.
func (c createAdmin) Run(m machine) error {
	a, err := m.open()
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := a.Accounts.CreateAdmin(m, actor("admin", "Dòng lệnh: lập quản trị", account.Manage, access.Grant), c.Login, c.Name)
	if err != nil {
		return told(a.Web.Words, err)
	}
	fmt.Fprintln(m.out, slip(s))
	return nil
}
