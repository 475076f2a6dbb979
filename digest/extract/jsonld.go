package extract

import (
	"encoding/json"
	"strings"
)

// A linked is what the JSON-LD of a page says about its article
// (schema.org/Article).
type linked struct {
	headline, author, published, body, section, publisher, language string
	paid                                                            bool // isAccessibleForFree is false
}

// linkedData reads the JSON-LD scripts of a page.
func linkedData(scripts []string) linked {
	var ld linked
	for _, s := range scripts {
		var v any
		if json.Unmarshal([]byte(mend(s)), &v) == nil {
			ld.value(v, 0)
		}
	}
	if strings.Contains(ld.body, "<") || strings.Contains(ld.body, "&") {
		ld.body = Text(ld.body)
	} else {
		ld.body = paragraphs(ld.body)
	}
	return ld
}

// mend makes of a JSON-LD script as sites write them one that is JSON:
// without the comment or CDATA around it, and with line breaks within strings
// written as spaces.
func mend(s string) string {
	s = strings.TrimSpace(s)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, wrap[0]), wrap[1]))
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSuffix(s, ";")
}

// value looks for articles in v.
func (ld *linked) value(v any, depth int) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			ld.value(e, depth+1)
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			ld.article(v)
			return
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"} {
			ld.value(v[key], depth+1)
		}
	}
}

// isArticle reports whether a @type is that of an article.
func isArticle(t any) bool {
	switch t := t.(type) {
	case string:
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "Posting") || t == "Report" || t == "PressRelease" || t == "GovernmentService"
	case []any:
		for _, e := range t {
			if isArticle(e) {
				return true
			}
		}
	}
	return false
}

// article takes what ld does not have yet.
func (ld *linked) article(a map[string]any) {
	set := func(to *string, v string) {
		if *to == "" {
			*to = v
		}
	}
	set(&ld.headline, or(text(a["headline"]), text(a["name"])))
	set(&ld.author, names(a["author"]))
	set(&ld.published, text(a["datePublished"]))
	set(&ld.section, text(a["articleSection"]))
	set(&ld.publisher, names(a["publisher"]))
	set(&ld.language, text(a["inLanguage"]))
	if b := text(a["articleBody"]); len(b) > len(ld.body) {
		ld.body = b
	}
	switch free := a["isAccessibleForFree"].(type) {
	case bool:
		ld.paid = ld.paid || !free
	case string:
		ld.paid = ld.paid || strings.EqualFold(free, "false")
	}
}

// text is a string, or the first of several.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		for _, e := range v {
			if s := text(e); s != "" {
				return s
			}
		}
	}
	return ""
}

// names are the names of persons and organisations, however they are given.
func names(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		return names(v["name"])
	case []any:
		var all []string
		for _, e := range v {
			if n := names(e); n != "" && len(all) < 10 {
				all = append(all, n)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}

// paragraphs is plain text whose single line breaks end paragraphs.
func paragraphs(s string) string {
	return tidy(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\n\n"))
}
