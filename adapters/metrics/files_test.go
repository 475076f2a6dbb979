package metrics

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The alert rules are ones that Prometheus reads, and each tells a person what
// to do.
func TestAlertRules(t *testing.T) {
	text, err := os.ReadFile("../../.ops/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if r.Alert == "" || r.Expr == "" || r.Labels["severity"] == "" || !strings.HasSuffix(r.Annotations["summary"], ".") || seen[r.Alert] {
				t.Errorf("alert %q is not whole, or there twice: %+v", r.Alert, r)
			}
			seen[r.Alert] = true
			for _, pair := range []string{"()", "{}", "[]"} {
				if strings.Count(r.Expr, pair[:1]) != strings.Count(r.Expr, pair[1:]) {
					t.Errorf("alert %q: %s do not pair in %s", r.Alert, pair, r.Expr)
				}
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("%d alerts", len(seen))
	}
}

// The dashboard is one that Grafana reads: each panel has a number of its own
// and asks for something.
func TestDashboard(t *testing.T) {
	text, err := os.ReadFile("../../.ops/grafana-dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title, UID string
		Panels     []struct {
			ID      int
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	ids, places := map[int]bool{}, map[[2]int]bool{}
	for _, p := range board.Panels {
		at := [2]int{p.GridPos.X, p.GridPos.Y}
		if ids[p.ID] || places[at] || p.Title == "" || len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d %q: %+v", p.ID, p.Title, p)
		}
		ids[p.ID], places[at] = true, true
		for _, target := range p.Targets {
			if target.Expr == "" {
				t.Errorf("panel %q asks for nothing", p.Title)
			}
		}
	}
	if board.UID == "" || len(ids) < 10 {
		t.Errorf("dashboard %q has %d panels", board.UID, len(ids))
	}
}
