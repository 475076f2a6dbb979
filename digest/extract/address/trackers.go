package address

import "strings"

// trackers are parameters that tell a site how its reader came there. They
// are taken away wherever they occur, so names that some site uses for what
// it shows, such as "id", "ref" or "cid", are not among them.
var trackers = set(`
	fbclid gclid gclsrc dclid gbraid wbraid srsltid msclkid yclid ymclid twclid ttclid igshid igsh li_fat_id epik
	irclickid irgwc rb_clickid sscid zanpid wickedid unicorn_click_id _branch_match_id _branch_referrer ef_id s_kwcid mkwid pcrid
	mc_cid mc_eid mkt_tok vero_id vero_conv oly_enc_id oly_anon_id sfmc_id sfmc_activityid sfmc_journey_id
	_hsenc _hsmi __hssc __hstc __hsfp hsctatracking elqtrack elqtrackid elqaid elqat elqcampaignid
	_ga _gl _openstat _ke trk trkcampaign trkinfo vgo_ee user_email_address
	s_cid cmpid ncid icid intcid int_cmp intcmp ocid xtor ito cmp ftag mbid smid smtyp emc sr_share soc_src soc_trk
	ref_src ref_url guccounter guce_referrer guce_referrer_sig spm scm
	wt.mc_id wt_mc wt.nav amp outputtype
`)

// trackerPrefixes begin the names of whole families of such parameters.
var trackerPrefixes = []string{"utm_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "stm_", "ns_", "at_", "ga_", "sc_"}

// viaFeed are parameters that say that the reader came from a feed, when they
// have one of these values.
var (
	viaFeed   = set("source src partner from ref feature via rss feed")
	feedNames = set("rss feed feeds rssfeed rss_feed feedburner atom rss2 1 true")
)

func tracks(name, value string) bool {
	if trackers[name] {
		return true
	}
	for _, p := range trackerPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return viaFeed[name] && feedNames[value] && (value != "1" && value != "true" || name == "rss" || name == "feed")
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
