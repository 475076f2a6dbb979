package slack

import (
	"context"
	"strings"
	"testing"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// The App Home shows a person the subscriptions of the channels that person is
// in, and their buttons speak of those channels with the person's rights there.
func TestHome(t *testing.T) {
	o := &office{listed: channels("C0TRADE", "C0DESK", "G0SECRET", "G0OURS", "D0ANA", "D0BEN", "C0LOBBY")}
	s, _, _ := begin(t, slacktest.Config{}, o, nil)
	s.AddChannel(slacktest.Channel{ID: "G0SECRET", Name: "secret", Private: true, Member: true, People: []string{"U0ANA"}})
	s.AddChannel(slacktest.Channel{ID: "G0OURS", Name: "ours", Private: true, Member: true, People: []string{"U0ANA", "U0BEN"}})
	must(t, s.OpenHome("ben"))
	v := homeWith(t, s, "ben", "Tariffs in C0TRADE")
	for id, want := range map[string]bool{"C0TRADE": true, "C0DESK": true, "G0SECRET": false, "G0OURS": true, "D0ANA": false, "D0BEN": true, "C0LOBBY": false} {
		if got := strings.Contains(v.Read(), "in "+id); got != want {
			t.Errorf("Ben sees the subscription of %s: %v, want %v", id, got, want)
		}
	}
	must(t, s.PressHome("ben", "C0DESK pause 1"))
	homeWith(t, s, "ben", "Heard: pause 1")
	must(t, s.PressHome("ben", "C0TRADE pause 0"))
	homeWith(t, s, "ben", "Heard: pause 0")
	rs := o.requests()
	if r := rs[0]; r.Channel.ID != "C0DESK" || r.Channel.Name != "desk" || !r.User.Manages || r.User.Admin || r.Direct {
		t.Errorf("the request was %+v, want one of who made #desk", r)
	}
	if r := rs[1]; r.Channel.ID != "C0TRADE" || r.User.Manages {
		t.Errorf("the request was %+v, want one of nobody in particular", r)
	}
	must(t, s.PressHome("ben", "C0DESK change 3"))
	modalOf(t, s, "ben")
	wrong, err := s.Fill("ben", map[string][]string{"topics": {"x"}, "time": {"noon"}})
	must(t, err)
	if len(wrong) > 0 {
		t.Errorf("wrong is %q", wrong)
	}
	if m := said(t, s, "Heard: change 3 x in C0DESK true"); m.Channel != "C0DESK" || m.Thread != "" {
		t.Errorf("answered in %s, thread %q", m.Channel, m.Thread)
	}
}

// From the App Home a form asks for the channel too; where the bot may not
// post, its answer goes to the person.
func TestHomeForms(t *testing.T) {
	o := &office{}
	s, _, _ := begin(t, slacktest.Config{}, o, nil)
	must(t, s.OpenHome("ben"))
	homeWith(t, s, "ben", "Your trade digests")
	must(t, s.PressHome("ben", "subscribe"))
	v := modalOf(t, s, "ben")
	if v.Fields()["in"] != "conversations_select" {
		t.Errorf("the modal asks for %v", v.Fields())
	}
	wrong, err := s.Fill("ben", map[string][]string{"time": {"noon"}})
	must(t, err)
	if wrong["in"] == "" {
		t.Errorf("wrong is %q", wrong)
	}
	_, err = s.Fill("ben", map[string][]string{"in": {"C0DESK"}, "topics": {"y"}, "time": {"noon"}})
	must(t, err)
	said(t, s, "Heard: subscribe y in C0DESK true")
	must(t, s.PressHome("ben", "subscribe"))
	modalOf(t, s, "ben")
	_, err = s.Fill("ben", map[string][]string{"in": {"G0BOARD"}, "topics": {"z"}, "time": {"noon"}})
	must(t, err)
	if m := said(t, s, "Heard: subscribe z in G0BOARD false"); m.Channel != "D0BEN" {
		t.Errorf("answered in %s", m.Channel)
	}
}

// Pages of the App Home, and answers that have a way back.
func TestHomePagesAndAnswers(t *testing.T) {
	o := &office{}
	o.answer = func(_ context.Context, r bot.Request) bot.Message {
		return bot.Message{Title: "Status", Sections: []bot.Section{{Body: []bot.Line{bot.Text("Heard: " + r.Line)}}}}
	}
	s, _, _ := begin(t, slacktest.Config{}, o, nil)
	must(t, s.OpenHome("ben"))
	homeWith(t, s, "ben", "page: ")
	must(t, s.PressHome("ben", "page 2"))
	homeWith(t, s, "ben", "page: page 2")
	must(t, s.PressHome("ben", "status"))
	homeWith(t, s, "ben", "Heard: status")
	if r := o.requests()[0]; r.Channel.ID != "D0BEN" || !r.Direct {
		t.Errorf("the request was %+v, want one in Ben's direct messages", r)
	}
	must(t, s.PressHome("ben", "page 2")) // Back
	homeWith(t, s, "ben", "page: page 2")
}
