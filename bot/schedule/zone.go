package schedule

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the bot knows every zone, whatever machine it runs on

	"github.com/agnivade/levenshtein"

	"waybill/bot"
)

// zonesText lists the region/city names of the IANA time zone database.
//
//go:embed zones.txt
var zonesText string

// Zones lists the names of all time zones.
var Zones = sync.OnceValue(func() []string { return strings.Fields(zonesText) })

// places are names that people say for a zone that is named otherwise: seats
// of governments and trade, and what clocks are called.
var places = map[string]string{
	"utc": "UTC", "gmt": "UTC", "z": "UTC", "zulu": "UTC",
	"et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "eastern": "America/New_York",
	"ct": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "central": "America/Chicago",
	"mt": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver",
	"pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
	"cet": "Europe/Paris", "cest": "Europe/Paris", "bst": "Europe/London", "eet": "Europe/Athens",
	"jst": "Asia/Tokyo", "kst": "Asia/Seoul", "ist": "Asia/Kolkata", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
	"aest": "Australia/Sydney", "aedt": "Australia/Sydney", "nzst": "Pacific/Auckland",
	"washington": "America/New_York", "boston": "America/New_York", "miami": "America/New_York", "atlanta": "America/New_York",
	"houston": "America/Chicago", "dallas": "America/Chicago", "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles",
	"ottawa": "America/Toronto", "montreal": "America/Toronto", "quebec": "America/Toronto", "calgary": "America/Edmonton",
	"geneva": "Europe/Zurich", "frankfurt": "Europe/Berlin", "hamburg": "Europe/Berlin", "munich": "Europe/Berlin",
	"barcelona": "Europe/Madrid", "milan": "Europe/Rome", "rotterdam": "Europe/Amsterdam", "the hague": "Europe/Amsterdam",
	"antwerp": "Europe/Brussels", "edinburgh": "Europe/London", "kyiv": "Europe/Kyiv", "st petersburg": "Europe/Moscow",
	"beijing": "Asia/Shanghai", "shenzhen": "Asia/Shanghai", "guangzhou": "Asia/Shanghai", "chongqing": "Asia/Shanghai",
	"delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "bangalore": "Asia/Kolkata", "chennai": "Asia/Kolkata",
	"hanoi": "Asia/Ho_Chi_Minh", "osaka": "Asia/Tokyo", "busan": "Asia/Seoul", "abu dhabi": "Asia/Dubai", "doha": "Asia/Qatar",
	"tel aviv": "Asia/Jerusalem", "canberra": "Australia/Sydney", "wellington": "Pacific/Auckland",
	"brasilia": "America/Sao_Paulo", "rio de janeiro": "America/Sao_Paulo", "rio": "America/Sao_Paulo",
	"pretoria": "Africa/Johannesburg", "cape town": "Africa/Johannesburg", "durban": "Africa/Johannesburg",
	"abuja": "Africa/Lagos", "rabat": "Africa/Casablanca", "guadalajara": "America/Mexico_City",
}

// Zone finds the time zone that a person means by an IANA name, a city, the
// name of a clock ("ET", "CET") or an offset ("+02:00", "UTC-5"). It returns
// the IANA name.
func Zone(said string) (string, *time.Location, error) {
	key := dashes.Replace(zoneKey(said))
	name, ok := places[key]
	if !ok {
		name, ok = zoneNamed(key)
	}
	if !ok {
		name, ok = zoneAt(key)
	}
	if !ok {
		name, ok = zoneLinked(said)
	}
	if !ok {
		return "", nil, unknownZone(said, key)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return "", nil, fmt.Errorf("load zone %q: %w", name, err)
	}
	return name, loc, nil
}

func zoneKey(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", " ")
}

// zoneNamed finds a zone by its whole name or by its city.
func zoneNamed(key string) (string, bool) {
	for _, z := range Zones() {
		if zoneKey(z) == key || zoneKey(z[strings.LastIndexByte(z, '/')+1:]) == key {
			return z, true
		}
	}
	return "", false
}

// zoneLinked finds a zone by an older name that the database still has:
// "Asia/Calcutta", "us/eastern".
func zoneLinked(said string) (string, bool) {
	for _, name := range []string{said, linkCase(said)} {
		if !strings.Contains(name, "/") {
			continue
		}
		if loc, err := time.LoadLocation(name); err == nil {
			return loc.String(), true
		}
	}
	return "", false
}

// linkCase is a name with the capitals that the database gives it.
func linkCase(s string) string {
	area, rest, _ := strings.Cut(strings.ToLower(s), "/")
	if area = strings.ToUpper(area); area != "US" {
		area = area[:min(1, len(area))] + strings.ToLower(area[min(1, len(area)):])
	}
	b := []byte(rest)
	for i, c := range b {
		if (i == 0 || b[i-1] == '_' || b[i-1] == '/' || b[i-1] == '-') && 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return area + "/" + string(b)
}

// zoneAt finds the zone of a fixed offset: "+02:00", "utc+2", "gmt-5".
func zoneAt(key string) (string, bool) {
	key = strings.TrimPrefix(strings.TrimPrefix(key, "utc"), "gmt")
	if len(key) < 2 || (key[0] != '+' && key[0] != '-') {
		return "", false
	}
	hours, minutes, _ := strings.Cut(key[1:], ":")
	if len(hours) == 4 {
		hours, minutes = hours[:2], hours[2:]
	}
	h, err := strconv.Atoi(hours)
	if err != nil || h > 14 || (key[0] == '-' && h > 12) {
		return "", false
	}
	if h == 0 && strings.Trim(minutes, "0") == "" {
		return "UTC", true
	}
	if strings.Trim(minutes, "0") == "" {
		// POSIX signs in these names are the other way round.
		sign := map[byte]string{'+': "-", '-': "+"}[key[0]]
		return "Etc/GMT" + sign + strconv.Itoa(h), true
	}
	name, ok := map[string]string{"+5:30": "Asia/Kolkata", "+5:45": "Asia/Kathmandu", "+3:30": "Asia/Tehran", "+4:30": "Asia/Kabul", "+6:30": "Asia/Yangon", "+9:30": "Australia/Darwin"}[string(key[0])+strconv.Itoa(h)+":"+minutes]
	return name, ok
}

func unknownZone(said, key string) error {
	e := &bot.Error{
		Kind: bot.Invalid, Text: fmt.Sprintf("I don't know the time zone %q", said),
		Hint: "say a city or an IANA name, like Toronto or Europe/Berlin",
	}
	if near := nearestZone(key); near != "" {
		e.Hint = "did you mean " + near + "? Else " + e.Hint
	}
	return e
}

// nearestZone is the zone whose name or city is at most two letters, or a
// third of its letters, away; "" if there is none.
func nearestZone(key string) string {
	best, least := "", max(2, len(key)/3)+1
	for _, z := range Zones() {
		for _, name := range [2]string{zoneKey(z), zoneKey(z[strings.LastIndexByte(z, '/')+1:])} {
			if d := levenshtein.ComputeDistance(key, name); d < least {
				best, least = z, d
			}
		}
	}
	return best
}

// City is a zone's name as people say it: "Toronto", "New York", "UTC+2".
func City(zone string) string {
	if offset, ok := strings.CutPrefix(zone, "Etc/GMT"); ok && len(offset) > 1 {
		sign := map[byte]string{'+': "-", '-': "+"}[offset[0]]
		return "UTC" + sign + offset[1:]
	}
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

// Show is an instant as people read it, always with its zone: "Fri 6 Jun 2025,
// 08:00 Toronto".
func Show(at time.Time, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc, zone = time.UTC, "UTC"
	}
	return at.In(loc).Format("Mon 2 Jan 2006, 15:04 ") + City(zone)
}

// Clocked is an instant to the second, for what follows close upon another:
// "6 Jun, 08:00:07".
func Clocked(at time.Time, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return at.In(loc).Format("2 Jan, 15:04:05")
}
