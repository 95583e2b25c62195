// Package soak holds no code: its tests kill the running program and its database
// again and again while people work, and hold what is left against a plain
// account of what was promised to them (trust.md N1, N5).
//
// The program is the real one, with its sessions and its JSON face, in a process
// of its own; clients send again what was not acknowledged, as telephones do.
// A short variant runs with all tests, the long one under the build tag soak.
package soak
