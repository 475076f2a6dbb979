package extract

import (
	"regexp"
	"strings"

	"waybill/digest/extract/when"
)

// maxFurniture is the length in bytes up to which a paragraph can be taken
// for a page's furniture.
const maxFurniture = 220

// Furniture is what English pages and feeds put between the paragraphs of an
// article: labels of buttons and boxes, invitations, pointers elsewhere. The
// lists are ours; each form has been seen on several sites.
var (
	label   = regexp.MustCompile(`(?i)^(?:advertisements?|ad|sponsored(?: content)?|promoted|(?:continue reading|(?:story|article) continues)(?: below| after)?(?: (?:this |the )?(?:ad(?:vertisement)?|video))?|scroll (?:down )?to continue(?: reading)?|loading[. …]*|share(?: (?:this|on)(?: (?:article|story|page|post))?)?|print(?: this)?|e-?mail(?: me| this)?|tweet|facebook|twitter|x|linked-?in|whats-?app|telegram|reddit|pinterest|copy link|save|(?:view|show|see|add|post|leave|write)? ?(?:a |all )?(?:\d+ )?(?:comments?|reply)|related(?: (?:articles?|stories|story|content|topics?|coverage|links?|news|posts?))?|read (?:more|next|also|full (?:article|story))|more(?: on this(?: (?:story|topic))?)?|don['’]?t miss|most (?:read|popular)|trending(?: now)?|recommended(?: (?:for you|stories|reading))?|(?:you (?:may|might) (?:also )?like.*)|what to read next|editor['’]?s['’]? picks?|tags|topics|follow us|newsletter|watch(?: now| live| more)?|listen(?: now)?|enlarge(?: this)? image|getty images|file photo)[\s.:…»>→]*$`)
	pointer = regexp.MustCompile(`(?i)^[\[(*>»→•\s]*(?:read (?:more|also|next)|also read|see also|also on \S+|related(?: (?:story|stories|article|articles|news))?|more on this|don['’]?t miss|recommended(?: reading)?|must[- ]read|watch(?: now| live)?|listen|what to read next)\s*[:|–—»>→-]`)
	invite  = regexp.MustCompile(`(?i)^(?:please |to )?(?:sign up (?:for|to|here|now|today)|subscribe (?:to|now|here|today|for)|follow (?:us|him|her|me|@\w+|our)|follow [\w .@-]{2,40} on (?:twitter|x|facebook|instagram|linkedin|threads|bluesky)|like us on|join (?:us on|our (?:telegram|whatsapp|newsletter|channel|community))|download (?:the|our)(?: \w+){0,4} apps?|click here|get (?:our|the)(?: \w+){0,6} (?:newsletter|inbox|app)|like this (?:story|article)\?|enjoy(?:ed|ing) this|have a (?:tip|story)|got a (?:tip|story)|support (?:our|independent) journalism|there['’]s plenty more where)\b`)
	closing = regexp.MustCompile(`(?i)^(?:(?:©|\(c\)|copyright)\s.{0,160}|.{0,160}\ball rights reserved\b.{0,60}|the post .{1,300} (?:appeared first|first appeared) on .{1,80}|(?:continue|keep) reading\s*(?:\.\.\.|…|→|»|on .{1,60})?)$`)
	stamp   = regexp.MustCompile(`(?i)^(?:(?:first |last )?(?:published|updated|posted|modified|updated on|published on)\s*(?:on|at)?\s*:?\s*)`)
)

// unfurnished is text without paragraphs that are furniture, and without the
// byline and date that stand above an article. If nothing else is left, it
// is text as it was.
func unfurnished(text, byline string) string {
	all := strings.Split(text, "\n\n")
	kept := make([]string, 0, len(all))
	for _, p := range all {
		if !isFurniture(p) && (len(kept) > 0 || !isHead(p, byline)) {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return text
	}
	return strings.Join(kept, "\n\n")
}

// openings are the first words of furniture, in lower case; looking them up
// first spares most paragraphs the patterns.
var openings = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`ad add advertisement advertisements also article c click comment comments continue copy copyright don dont
		download e editor email enjoy enjoyed enjoying enlarge facebook file follow get getty got have join keep leave like linked linkedin
		listen loading more most must newsletter pinterest please post print promoted read recommended reddit related reply save scroll see
		share show sign sponsored story subscribe support tags telegram there to topics trending tweet twitter view watch what whats
		whatsapp write x you`) {
		m[w] = true
	}
	return m
}()

// mayOpen reports whether furniture can begin as p does.
func mayOpen(p string) bool {
	p = strings.TrimLeft(p, "[(*>»→•©\t\n ")
	n := 0
	for n < len(p) && (p[n]|0x20 >= 'a' && p[n]|0x20 <= 'z') {
		n++
	}
	if n == 3 && strings.EqualFold(p[:n], "the") { // the commonest first word there is
		return strings.HasPrefix(p[n:], " post ")
	}
	return n < 14 && openings[strings.ToLower(p[:n])] || n == 0
}

func isFurniture(p string) bool {
	if len(p) > maxFurniture {
		return strings.HasPrefix(p, "The post ") && closing.MatchString(p)
	}
	if !mayOpen(p) {
		return strings.Contains(p, "ights reserved") && closing.MatchString(p)
	}
	return label.MatchString(p) || pointer.MatchString(p) || invite.MatchString(p) || closing.MatchString(p)
}

// isHead reports whether p, the first paragraph, is the byline or a date.
func isHead(p, byline string) bool {
	if len(p) > maxFurniture {
		return false
	}
	if _, ok := when.Parse(stamp.ReplaceAllString(p, "")); ok {
		return true
	}
	p, names := letters(p), letters(byline)
	return names != "" && (p == names || strings.HasPrefix(p, "by"+names) && len(p) < len(names)+40)
}
