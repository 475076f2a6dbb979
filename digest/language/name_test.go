package language

import "testing"

// People read what language an article is in by its name.
func TestName(t *testing.T) {
	for tag, want := range map[string]string{"de": "German", "zh": "Chinese", "pt-BR": "Brazilian Portuguese", "und": "Unknown language", "x!": "x!"} {
		if got := Name(tag); got != want {
			t.Errorf("Name(%q) is %q, want %q", tag, got, want)
		}
	}
}
