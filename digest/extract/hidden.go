package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hidden reports whether a visitor does not see n: by its attributes, by its
// own style, or by a class that all common frameworks use to hide. Style
// sheets are not read. The page and its body are never hidden: many sites
// show them only once their scripts have run.
func hidden(n *html.Node) bool {
	if n.DataAtom == atom.Html || n.DataAtom == atom.Body {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			if !strings.EqualFold(a.Val, "until-found") {
				return true
			}
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			if hiddenStyle(a.Val) {
				return true
			}
		case "class":
			if hiddenClass(a.Val) {
				return true
			}
		}
	}
	return false
}

// hiddenStyle reports whether an inline style takes an element out of sight.
func hiddenStyle(style string) bool {
	if style == "" || len(style) > 4096 {
		return false
	}
	var white, background bool
	for decl := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(decl, ":")
		name = strings.TrimSpace(name)
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch name {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "opacity", "font-size", "max-height", "max-width", "height", "width":
			if zero(value) {
				return true
			}
		case "text-indent", "left", "top", "right", "margin-left", "margin-top":
			if away(value) {
				return true
			}
		case "clip", "clip-path":
			if strings.HasPrefix(value, "rect(0") || strings.HasPrefix(value, "rect(1px") || value == "inset(50%)" || value == "inset(100%)" {
				return true
			}
		case "color":
			white = whites[strings.ReplaceAll(value, " ", "")]
		case "background", "background-color", "background-image":
			background = !whites[strings.ReplaceAll(value, " ", "")]
		}
	}
	return white && !background
}

// whites are the ways to write in white on the white of a page, or in nothing.
var whites = map[string]bool{
	"white": true, "#fff": true, "#ffffff": true, "rgb(255,255,255)": true, "transparent": true,
	"rgba(255,255,255,1)": true, "rgba(0,0,0,0)": true, "#ffffff00": true, "#0000": true, "#00000000": true,
}

// zero reports whether a length or number is nothing.
func zero(value string) bool {
	digits := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz%")
	return digits != "" && strings.Trim(digits, "0.") == ""
}

// away reports whether a length moves something off the screen.
func away(value string) bool {
	digits, ok := strings.CutPrefix(value, "-")
	return ok && len(strings.TrimRight(digits, "abcdefghijklmnopqrstuvwxyz%.")) >= 3 && digits[0] >= '1' && digits[0] <= '9'
}

// hiddenClass reports whether one of the classes means "not for the eye".
func hiddenClass(classes string) bool {
	if len(classes) > 4096 {
		return false
	}
	for c := range strings.FieldsSeq(classes) {
		switch c {
		case "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only",
			"screenreader", "u-visually-hidden", "element-invisible", "d-none", "hidden", "is-hidden", "u-hidden":
			return true
		}
	}
	return false
}
