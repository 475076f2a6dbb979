package slack

import (
	"bytes"
	"cmp"
	"encoding/json"
)

// An origin is where a payload comes from.
type origin struct {
	workspace string
	org       string // the organisation that installed the app as a whole, "" if none did
	kind      string // the payload's type
}

// A truth is a boolean, which forms write as text.
type truth bool

// UnmarshalJSON reads true and "true".
func (t *truth) UnmarshalJSON(raw []byte) error {
	*t = truth(string(bytes.Trim(raw, `"`)) == "true")
	return nil
}

// An entity is a workspace, an organisation or a person of a payload; Slack
// writes some as objects in one place and as IDs in another.
type entity struct {
	ID   string `json:"id"`
	Team string `json:"team_id"`
}

// UnmarshalJSON reads objects, and takes no notice of anything else.
func (e *entity) UnmarshalJSON(raw []byte) error {
	type plain entity
	if !bytes.HasPrefix(raw, []byte("{")) {
		return nil
	}
	return json.Unmarshal(raw, (*plain)(e))
}

// whence reads where a payload comes from. In channels that several workspaces
// share, an event's team is whoever wrote; the authorization says who hears it.
// https://docs.slack.dev/apis/events-api#authorizations
func whence(payload []byte) (origin, error) {
	var p struct {
		Type       string `json:"type"`
		Team       string `json:"team_id"`
		Owner      entity `json:"team"`
		Org        string `json:"enterprise_id"`
		Enterprise entity `json:"enterprise"`
		OrgWide    truth  `json:"is_enterprise_install"`
		User       entity `json:"user"`
		Heard      []struct {
			Org     string `json:"enterprise_id"`
			Team    string `json:"team_id"`
			OrgWide truth  `json:"is_enterprise_install"`
		} `json:"authorizations"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return origin{}, err
	}
	o := origin{kind: p.Type, workspace: cmp.Or(p.Team, p.Owner.ID, p.User.Team)}
	org := cmp.Or(p.Enterprise.ID, p.Org)
	if len(p.Heard) > 0 {
		h := p.Heard[0]
		p.OrgWide, org = h.OrgWide, cmp.Or(h.Org, org)
		o.workspace = cmp.Or(h.Team, o.workspace)
	}
	if p.OrgWide {
		o.org = org
		o.workspace = cmp.Or(o.workspace, org)
	}
	return o, nil
}
