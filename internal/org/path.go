package org

import (
	"strconv"
	"strings"

	"sotay/internal/platform/authz"
)

// A path is "/1/4/": the ids of the units from the root to the unit itself. The
// place above all roots is "/".

func pathUnder(parent authz.Path, id ID) authz.Path {
	if parent == "" {
		parent = "/"
	}
	return parent + authz.Path(strconv.FormatInt(int64(id), 10)+"/")
}

// stepsOf returns the ids on a path; text that is no path has none.
func stepsOf(path authz.Path) []ID {
	var out []ID
	for step := range strings.SplitSeq(strings.Trim(string(path), "/"), "/") {
		n, err := strconv.ParseInt(step, 10, 64)
		if err != nil {
			return nil
		}
		out = append(out, ID(n))
	}
	return out
}
