// Package ui is the design system of the pages: tokens live in
// ../static/src/css, parts and shells live here.
//
// It promises that every part reads and acts without JavaScript, stays inside
// a strict content security policy (no inline script, style or handler), is
// usable by keyboard and screen reader, and survives 360 px and 22 px type.
//
// A part is a flat struct that renders itself, so a page template writes
//
//	@ui.Button{Label: "Ký ban hành", Kind: ui.Main}
//	@(ui.Card{Title: "Cuộc họp tới"}) {
//		<p>…</p>
//	}
//
// with parentheses when it has children. Shells are functions of a Page. The
// words of the parts are Vietnamese; what a page says is given by its handler.
package ui
