package cli

import (
	"os"
	"path/filepath"
	"testing"

	"waybill/adapters/slack"
	"waybill/bot/command"
)

// The app manifest that people paste into Slack is made from the table of
// commands.
func TestManifestIsOfTheCommands(t *testing.T) {
	want, err := slack.Manifest(command.Commands(), slack.ManifestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "adapters", "slack", "manifest.json")
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not that of the commands; go test ./bot/cli -run Manifest -update", name)
	}
}
