package bot

import "time"

// An Outage is a platform, or one workspace on it, that takes nothing from the
// bot at all: its token is refused, or the app is no longer installed. While it
// lasts nothing is claimed, made or posted there, as if the bot were down, and
// no channel is to blame.
type Outage struct {
	Platform  Platform
	Workspace string // "" for all of the platform's
	Reason    string // with what to do, for people
	Since     time.Time
	Removed   bool // somebody removed the app there: nothing is to be mended
}

// Holds reports whether a channel gets nothing as long as the outage lasts.
func (o Outage) Holds(c Channel) bool {
	return o.Platform == c.Platform && (o.Workspace == "" || o.Workspace == c.Workspace)
}

// String is where the outage is.
func (o Outage) String() string {
	if o.Workspace == "" {
		return string(o.Platform)
	}
	return string(o.Platform) + ", workspace " + o.Workspace
}
