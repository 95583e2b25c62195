package main

import (
	"fmt"
	"io"

	"sotay/internal/member"
	"sotay/internal/org"
)

// exportMembers is the command.
type exportMembers struct {
	Unit string `help:"Mã đơn vị; bỏ trống thì đơn vị cao nhất." placeholder:"CODE"`
	File string `arg:"" type:"path" help:"Tệp .xlsx sẽ ghi."`
}

// Run implements the command.
func (c exportMembers) Run(m machine) error {
	a, err := m.open()
	if err != nil {
		return err
	}
	defer a.Close()
	who := actor("export", "Dòng lệnh: xuất đảng viên", member.Export, member.See, org.See)
	u, err := unit(m, a, who, c.Unit)
	if err != nil {
		return err
	}
	n := 0
	err = save(c.File, func(w io.Writer) error {
		n, err = a.Members.ExportFile(m, who, member.Filter{Under: u.Path, ByUnit: true}, w)
		return err
	})
	if err != nil {
		return told(a.Web.Words, err)
	}
	fmt.Fprintf(m.out, "Đã xuất %d đảng viên của %s ra %s.\n", n, u.Name, c.File)
	return nil
}
