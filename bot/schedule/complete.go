package schedule

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// common are zones in which much of the world's trade is done; they are
// proposed to who has typed nothing yet.
var common = []string{
	"UTC", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Toronto", "America/Mexico_City", "America/Sao_Paulo",
	"Europe/London", "Europe/Brussels", "Europe/Paris", "Europe/Berlin", "Europe/Zurich", "Europe/Istanbul",
	"Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Seoul", "Asia/Tokyo",
	"Australia/Sydney", "Pacific/Auckland",
}

// offsets are the zones of whole and half hours beside UTC, by what people say.
var offsets = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for h := -12; h <= 14; h++ {
		for _, minutes := range []string{"", ":30", ":45"} {
			said := fmt.Sprintf("%+d%s", h, minutes)
			if zone, ok := zoneAt(said); ok && h != 0 {
				all[said] = zone
			}
		}
	}
	return all
})

// CompleteZone proposes zones for what was typed so far, best first: by city,
// by what clocks are called, by offset, by name.
func CompleteZone(typed string, most int) []string {
	key := dashes.Replace(zoneKey(typed))
	var found []string
	add := func(z string) {
		if len(found) < most && !slices.Contains(found, z) {
			found = append(found, z)
		}
	}
	if key == "" {
		return common[:min(most, len(common))]
	}
	if z, _, err := Zone(typed); err == nil {
		add(z)
	}
	for _, z := range offsetsLike(key) {
		add(z)
	}
	city := func(z string) string { return zoneKey(z[strings.LastIndexByte(z, '/')+1:]) }
	for _, z := range Zones() {
		if strings.HasPrefix(city(z), key) {
			add(z)
		}
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		if strings.HasPrefix(place, key) {
			add(places[place])
		}
	}
	for _, like := range []func(z string) bool{
		func(z string) bool { return strings.HasPrefix(zoneKey(z), key) },
		func(z string) bool { return strings.Contains(zoneKey(z), key) },
	} {
		for _, z := range Zones() {
			if like(z) {
				add(z)
			}
		}
	}
	return found
}

// offsetsLike are the zones of the offsets that begin as typed: "+5", "utc-",
// "gmt+1".
func offsetsLike(key string) []string {
	digits := strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(key, "utc"), "gmt"), " ", "")
	named := len(digits) < len(key)
	if !named && !strings.HasPrefix(digits, "+") && !strings.HasPrefix(digits, "-") {
		return nil
	}
	digits = strings.NewReplacer("+0", "+", "-0", "-").Replace(digits)
	said := slices.DeleteFunc(slices.Sorted(maps.Keys(offsets())), func(o string) bool { return !strings.HasPrefix(o, digits) })
	slices.SortStableFunc(said, func(a, b string) int { return len(a) - len(b) })
	var zones []string
	for _, o := range said {
		zones = append(zones, offsets()[o])
	}
	return zones
}

// Choice is a zone as it is proposed: its city, its name and what its clocks
// show at an instant.
func Choice(zone string, at time.Time) string {
	label := City(zone)
	if !strings.HasPrefix(zone, "Etc/") && label != zone {
		label += " · " + zone
	}
	if loc, err := time.LoadLocation(zone); err == nil {
		label += ", now " + at.In(loc).Format("15:04")
	}
	return label
}
