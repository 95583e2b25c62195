// Package arch holds no code: its tests are the rules of the house, so that a
// change that breaks one is seen by the machine and not by a tired reader.
package arch
