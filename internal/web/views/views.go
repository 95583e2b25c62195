// Package views is the pages' templates: each takes a page's frame and one flat
// struct that its handler has filled with words ready to show.
package views
