package feed

import (
	"strings"
	"testing"
	"time"

	"waybill/digest/extract"
)

const registerAnswer = `{"description":"Documents from Lathe and Spindle Bureau","count":2,"total_pages":1,"results":[
{"document_number":"2031-00417","title":"Controls on Five-Axis Lathes; Final Rule","type":"Rule",
 "abstract":"The Bureau adds five-axis lathes to the list & requires a licence for 14 destinations.",
 "action":"Final rule.","dates":"DATES: This rule is effective March 3, 2031.","html_url":"https://www.federalregister.gov/documents/2031/02/01/2031-00417/controls",
 "citation":"96 FR 4411","publication_date":"2031-02-01","effective_on":"2031-03-03","comments_close_on":null,
 "agencies":[{"raw_name":"DEPARTMENT OF TOOLS","name":"Tools Department"},{"name":"Lathe and Spindle Bureau"}]},
{"document_number":"2031-00418","title":"Certain Ceramic Tile From Norland","toc_subject":"Antidumping Duty Orders","type":"Notice",
 "html_url":"https://www.federalregister.gov/public-inspection/2031-00418","filing_type":"special","filed_at":"2031-02-01T08:45:00.000-05:00",
 "publication_date":"2031-02-04","agencies":[{"raw_name":"Tile Board"}]}]}`

// A document of the Federal Register comes with what its feeds leave out, and
// its page is not asked for.
func TestRegister(t *testing.T) {
	f, err := Parse([]byte(registerAnswer), "application/json", "https://www.federalregister.gov/api/v1/documents.json?order=newest")
	if err != nil || len(f.Items) != 2 {
		t.Fatalf("%d items, %v", len(f.Items), err)
	}
	rule, notice := f.Items[0], f.Items[1]
	a := rule.Article
	if a.GUID != "2031-00417" || a.Section != "Rule" || a.Byline != "Tools Department, Lathe and Spindle Bureau" || !rule.Whole || !rule.DayOnly {
		t.Errorf("rule: %+v", rule)
	}
	text := extract.Text(rule.Content)
	for _, want := range []string{
		"Rule of the Tools Department, Lathe and Spindle Bureau (final rule), effective 3 March 2031, published 1 February 2031, 96 FR 4411.\n\n",
		"The Bureau adds five-axis lathes to the list & requires a licence for 14 destinations.\n\n", "This rule is effective March 3, 2031.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "comments") {
		t.Errorf("it tells of a date that is not there:\n%s", text)
	}
	if n := notice.Article; n.Headline != "Antidumping Duty Orders: Certain Ceramic Tile From Norland" || n.Byline != "Tile Board" ||
		!n.Published.Equal(time.Date(2031, 2, 1, 13, 45, 0, 0, time.UTC)) || notice.DayOnly {
		t.Errorf("notice: %+v", notice)
	}
	if got, want := extract.Text(notice.Content), "Notice of the Tile Board, to be published 4 February 2031, special filing on public inspection."; got != want {
		t.Errorf("the notice's text is %q, want %q", got, want)
	}
}

// No document in a search is an empty feed, and a broken answer is said to be
// one.
func TestRegisterAnswers(t *testing.T) {
	f, err := Parse([]byte(`{"count":0,"total_pages":0}`), "application/json", "https://www.federalregister.gov/x.json")
	if err != nil || len(f.Items) != 0 || f.Title != "Federal Register, on public inspection" {
		t.Errorf("%d items, %v", len(f.Items), err)
	}
	_, err = Parse([]byte(`{"count":1,"total_pages":1,"results":[{"document_number":"1"`), "application/json", "https://www.federalregister.gov/x.json")
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a broken answer: %v", err)
	}
}
