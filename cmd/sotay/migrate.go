package main

import "fmt"

// migrate is the command.
type migrate struct{}

// Run implements the command: the program migrates whenever it opens its database.
func (migrate) Run(m machine) error {
	a, err := m.open()
	if err != nil {
		return err
	}
	fmt.Fprintln(m.out, "Cấu trúc cơ sở dữ liệu đã ở phiên bản mới nhất.")
	return a.Close()
}
