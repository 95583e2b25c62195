package edxml

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// node is an element without its namespace, since senders differ in theirs.
type node struct {
	name     string
	attrs    []xml.Attr
	text     string
	content  []byte // of an attachment
	children []*node
}

// encoded is the element in which the content of an attachment stands.
const encoded = "ContentTransferEncoded"

// parser builds a tree of bounded size.
type parser struct {
	src      *source
	dec      *xml.Decoder
	lim      Limits
	elements int
	files    int
	unpacked int64 // bytes that attachments may still take
}

// parse reads the whole message.
func parse(r io.Reader, lim Limits) (*node, error) {
	src, err := newSource(r, lim.Size)
	if err != nil {
		return nil, err
	}
	p := &parser{src: src, dec: xml.NewDecoder(src), lim: lim, unpacked: lim.Unpacked}
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // newSource has done it
	root := &node{}
	if err := p.fill(root, 0); err != nil {
		return nil, err
	}
	if len(root.children) != 1 {
		return nil, refuse(ErrXML, "not one root element")
	}
	return root.children[0], nil
}

// fill reads what is inside an element, to its end.
func (p *parser) fill(n *node, depth int) error {
	var text strings.Builder
	for {
		p.src.token = p.lim.Token
		t, err := p.dec.Token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return p.why(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := p.child(n, t, depth+1); err != nil {
				return err
			}
		case xml.EndElement:
			n.text = tidy(text.String())
			return nil
		case xml.CharData:
			if text.Len()+len(t) > p.lim.Token {
				return refuse(ErrTooLarge, n.name)
			}
			text.Write(t)
		case xml.Directive:
			return refuse(ErrDTD, string(t))
		}
	}
}

func (p *parser) child(n *node, t xml.StartElement, depth int) error {
	if p.elements++; p.elements > p.lim.Elements || depth > p.lim.Depth {
		return refuse(ErrTooMany, t.Name.Local)
	}
	c := &node{name: t.Name.Local, attrs: t.Copy().Attr}
	n.children = append(n.children, c)
	if c.name == encoded {
		if p.files++; p.files > p.lim.Files {
			return refuse(ErrTooMany, c.name)
		}
		var err error
		if c.content, err = p.src.base64(p.unpacked); err != nil {
			return err
		}
		p.unpacked -= int64(len(c.content))
	}
	if err := p.fill(c, depth); err != nil {
		return err
	}
	if c.name == encoded && (c.text != "" || len(c.children) > 0) { // markup broke the content off
		return refuse(ErrBase64, c.name)
	}
	return nil
}

// why says in our words what the parser failed at.
func (p *parser) why(err error) error {
	var refusal *Error
	var syntax *xml.SyntaxError
	switch {
	case errors.As(p.src.fail, &refusal):
		return refusal
	case errors.Is(p.src.fail, errToken):
		return refuse(ErrTooLarge, "a tag or text")
	case p.src.fail != nil:
		return p.src.fail
	case errors.As(err, &syntax) && strings.HasPrefix(syntax.Msg, "invalid character entity"):
		return refuse(ErrDTD, syntax.Msg)
	}
	return refuse(ErrXML, err.Error())
}

// at finds the element at a path of names below n; nil where there is none.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		if n = n.child(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// say is the text at a path, "" where there is none.
func (n *node) say(path ...string) string {
	if n = n.at(path...); n == nil {
		return ""
	}
	return n.text
}

// each is the children of a name.
func (n *node) each(name string) (out []*node) {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if strings.EqualFold(c.name, name) {
			out = append(out, c)
		}
	}
	return out
}

// find is the first element of a name at n or anywhere below it.
func (n *node) find(name string) *node {
	if strings.EqualFold(n.name, name) {
		return n
	}
	for _, c := range n.children {
		if f := c.find(name); f != nil {
			return f
		}
	}
	return nil
}

// attr is an attribute by its local name.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return tidy(a.Value)
		}
	}
	return ""
}

// tidy composes letters and takes off the space that indenting leaves.
func tidy(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// clip keeps the beginning of a text, at the end of a letter.
func clip(s string) string {
	if len(s) > longestWhere {
		s = s[:longestWhere]
	}
	return strings.ToValidUTF8(s, "")
}
