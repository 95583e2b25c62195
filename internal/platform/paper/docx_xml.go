package paper

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// node is an XML element of a DOCX part. Elements are always closed and text always escaped, so parts are well-formed by
// construction. The zero node writes nothing.
type node struct {
	name  string
	attrs []string // name, value, name, value …
	text  string
	kids  []node
}

// el makes an element of the WordprocessingML namespace: el("p") is <w:p>.
func el(name string, kids ...node) node { return node{name: "w:" + name, kids: kids} }

// val makes an element with the one attribute w:val.
func val(name, value string) node { return el(name).with("val", value) }

// with returns n with another attribute of the WordprocessingML namespace.
func (n node) with(name, value string) node {
	n.attrs = append(n.attrs[:len(n.attrs):len(n.attrs)], "w:"+name, value)
	return n
}

// plus returns n with more children.
func (n node) plus(kids ...node) node {
	n.kids = append(n.kids[:len(n.kids):len(n.kids)], kids...)
	return n
}

// flag is an element that switches something on, or nothing.
func flag(on bool, name string) node {
	if on {
		return el(name)
	}
	return node{}
}

func (n node) write(b *strings.Builder) {
	if n.name == "" {
		return
	}
	b.WriteString("<" + n.name)
	for i := 0; i+1 < len(n.attrs); i += 2 {
		b.WriteString(" " + n.attrs[i] + `="`)
		escape(b, n.attrs[i+1])
		b.WriteString(`"`)
	}
	if n.text == "" && len(n.kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	escape(b, n.text)
	for _, k := range n.kids {
		k.write(b)
	}
	b.WriteString("</" + n.name + ">")
}

func escape(b *strings.Builder, s string) {
	_ = xml.EscapeText(b, []byte(s)) // a strings.Builder does not fail
}

// document writes n as a whole XML file.
func (n node) document() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n")
	n.write(&b)
	return b.String()
}

// Units of WordprocessingML.

// twips are twentieths of a point, from mm.
func twips(mm float64) string { return strconv.Itoa(twipsOf(mm)) }

func twipsOf(mm float64) int { return int(mm/pt*20 + 0.5) }

// twentieths are twentieths of a point, from points.
func twentieths(points float64) string { return strconv.Itoa(int(points*20 + 0.5)) }

// halves are half points.
func halves(points float64) string { return strconv.Itoa(int(points*2 + 0.5)) }
