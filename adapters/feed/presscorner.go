package feed

import (
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"waybill/bot/collect"
	"waybill/digest/extract"
	"waybill/digest/extract/when"
)

// A PressCorner is the European Commission's. Its pages are empty without
// scripts; the text of a release is in an answer on the same host, by the
// release's reference: ip_31_417 is IP/31/417. Its feed holds ten releases, and
// no search narrows it.
type PressCorner struct {
	Site string // "" for https://ec.europa.eu
}

var _ collect.Office = PressCorner{}

// release is the path of a release's page.
var release = regexp.MustCompile(`^/commission/presscorner/detail/([a-z]{2})/([a-z]+)_(\d{2})_(\d{1,6})/?$`)

func (p PressCorner) site() string {
	if p.Site == "" {
		return "https://ec.europa.eu"
	}
	return p.Site
}

// Address is where the text of a release is.
func (p PressCorner) Address(article string) string {
	path, ok := strings.CutPrefix(article, p.site())
	path, _, _ = strings.Cut(path, "?")
	m := release.FindStringSubmatch(path)
	if !ok || m == nil {
		return ""
	}
	reference := strings.ToUpper(m[2]) + "/" + m[3] + "/" + m[4]
	return p.site() + "/commission/presscorner/api/documents?reference=" + url.QueryEscape(reference) + "&language=" + m[1]
}

// shortRelease is how many characters of text a release has at least.
const shortRelease = 80

var errNoRelease = errors.New("the press corner's answer holds no text")

// Read is the release in an answer.
func (PressCorner) Read(answer []byte) (extract.Content, error) {
	var a struct {
		Date    string `json:"eventDate"`
		Release struct {
			Title    string `json:"title"`
			Subtitle string `json:"subtitle"`
			Language string `json:"language"`
			HTML     string `json:"htmlContent"`
		} `json:"docuLanguageResource"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return extract.Content{}, errNoRelease
	}
	c := extract.Content{
		Title: cut(extract.Line(a.Release.Title), maxHeadline), Text: extract.Text(a.Release.HTML), SiteName: "European Commission",
		Language: strings.ToLower(a.Release.Language),
	}
	if s := extract.Line(a.Release.Subtitle); s != "" && c.Text != "" {
		c.Text = s + "\n\n" + c.Text
	}
	if d, ok := when.Parse(a.Date); ok {
		c.Published, c.DayOnly = d.Time, d.Day
	}
	if utf8.RuneCountInString(c.Text) < shortRelease {
		return c, errNoRelease
	}
	return c, nil
}
