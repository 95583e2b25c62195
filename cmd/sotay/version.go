package main

import (
	"fmt"
	"runtime/debug"
)

// version is the command.
type version struct{}

// Run implements the command.
func (version) Run(m machine) error {
	fmt.Fprintln(m.out, "sotay", built())
	return nil
}

// built is the version that Go's build stamped from the repository.
func built() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(không rõ)"
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	text := info.Main.Version + " " + info.GoVersion
	if set["vcs.revision"] != "" {
		text += " " + set["vcs.revision"] + " " + set["vcs.time"]
	}
	if set["vcs.modified"] == "true" {
		text += " (có sửa đổi chưa ghi)"
	}
	return text
}
