package cli

import (
	"strings"
	"time"

	"waybill/bot"
)

// What sources list and sources health print with --format json. The names are
// relied on by other programs: they are added to, and never changed. Times are
// RFC 3339 in UTC, null where there is none; pauses are seconds.

type sourceLine struct {
	ID        int64      `json:"id"`
	Name      string     `json:"name"`
	URL       string     `json:"url"`
	Publisher string     `json:"publisher"`
	Region    string     `json:"region"` // ISO 3166 alpha-2, EU, or world
	Kind      string     `json:"kind"`   // official, press, trade-press, institute, data, law, unknown
	Tier      int        `json:"tier"`   // 1 primary documents, 2 leading press and institutes, 3 the rest
	Language  string     `json:"language"`
	Grade     string     `json:"grade"`  // what is known of the address: confirmed, listed, weak, added
	Owner     string     `json:"owner"`  // the first of owners, "" if there are none
	Owners    []string   `json:"owners"` // the workspaces that added it for themselves, as platform/workspace; none for everybody's
	State     string     `json:"state"`  // new, well, ill, retired
	Problem   string     `json:"problem"`
	Advice    string     `json:"advice"`   // what to do about it
	Failures  int        `json:"failures"` // in a row
	Fetched   *time.Time `json:"fetched"`  // last try
	Succeeded *time.Time `json:"succeeded"`
	Next      *time.Time `json:"next"`
	Pace      int64      `json:"pace"`    // that its items suggest
	Asked     int64      `json:"asked"`   // that its publisher asks for at least
	Items     int        `json:"items"`   // in the last answer that could be read
	Newest    *time.Time `json:"newest"`  // the date of its newest item
	Month     int        `json:"month"`   // articles of the last 30 days
	Topical   int        `json:"topical"` // of them, with a topic
	Moved     *movedLine `json:"moved"`   // null unless it says that it has moved
}

type movedLine struct {
	To    string     `json:"to"`
	Since *time.Time `json:"since"`
	Times int        `json:"times"`
}

func sourceLineOf(s bot.SourceState, y bot.Yield, advice string) sourceLine {
	l := sourceLine{
		ID: s.Source.ID, Name: s.Source.Name, URL: s.Source.URL, Publisher: s.Source.Publisher, Region: s.Source.Region,
		Kind: string(s.Source.Kind), Tier: s.Source.Tier, Language: s.Source.Language, Grade: s.Source.Grade, Owner: strings.Join(s.Source.Owners[:min(1, len(s.Source.Owners))], ""), Owners: append([]string{}, s.Source.Owners...),
		State: stateOf(s), Problem: s.Problem, Advice: advice, Failures: s.Failures, Fetched: moment(s.Fetched), Succeeded: moment(s.Succeeded),
		Next: moment(s.Next), Pace: int64(s.Pace.Seconds()), Asked: int64(s.Asked.Seconds()), Items: s.Items, Newest: moment(s.Newest),
		Month: y.Articles, Topical: y.OnTopic,
	}
	if s.Retired {
		l.Next = nil
	}
	if s.Moved.To != "" {
		l.Moved = &movedLine{To: s.Moved.To, Since: moment(s.Moved.First), Times: s.Moved.Times}
	}
	return l
}

func stateOf(s bot.SourceState) string {
	switch {
	case s.Retired:
		return "retired"
	case s.Problem != "":
		return "ill"
	case s.Succeeded.IsZero():
		return "new"
	}
	return "well"
}
