package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// The demonstration runs through without a terminal and shows what it is for:
// figures with their sources, a conflict, a quote, an update of yesterday's
// story, and a delivery that the ledger knows.
func TestDemo(t *testing.T) {
	var out, errs bytes.Buffer
	if status := Run(context.Background(), []string{"demo"}, []string{"COLUMNS=100"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("status %d\n%s", status, errs.String())
	}
	got := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"Collected 12 articles",
		"China to issue year-long export licences for rare earth magnets (",
		"Sources disagree on duty-free quota",
		"47 percent (Continental Gazette)", "44 percent (Meridian Trade Wire)",
		"“Compliant civilian trade has nothing to fear from export controls” — Gao Wenrui",
		"7 sources read, 1 failing",
		"First digest:",
		"$2,980 on ",
		"Delivered; the ledger says: sent, 1 attempt",
		"On “rare earths”",
		"same text",
		"Subscriptions of this conversation",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the demonstration does not show %q", want)
		}
	}
	if strings.Contains(got, "river festival") {
		t.Error("an article that is on no topic is in a digest")
	}
	if t.Failed() {
		t.Log(out.String())
	}
}
