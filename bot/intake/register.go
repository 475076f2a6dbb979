package intake

import (
	"context"
	"fmt"

	"waybill/bot"
	"waybill/digest"
)

func identity(a *digest.Article) bot.Identity {
	return bot.Identity{Source: a.Source, GUID: a.GUID, URL: a.URL, Private: a.Private}
}

// identities are what the articles are looked up by. A GUID that stands for
// several addresses identifies none of them.
func identities(articles []digest.Article) []bot.Identity {
	address, shared := map[bot.Identity]string{}, map[bot.Identity]bool{}
	for i := range articles {
		a := &articles[i]
		guid := bot.Identity{Source: a.Source, GUID: a.GUID, Private: a.Private}
		if other, is := address[guid]; is && other != a.URL {
			shared[guid] = true
		}
		address[guid] = a.URL
	}
	ids := make([]bot.Identity, len(articles))
	for i := range articles {
		ids[i] = identity(&articles[i])
		if ids[i].URL != "" && shared[bot.Identity{Source: ids[i].Source, GUID: ids[i].GUID, Private: ids[i].Private}] {
			ids[i].GUID = ""
		}
	}
	return ids
}

// unrevised reports whether an article is no revision of the one that is known: what
// it says has not changed, or it is a workspace's own reading of what others
// read as well, which changes nothing for them.
func unrevised(k bot.Known, f *bot.Filed) bool {
	return k.Hash == f.Hash || k.Private != f.Article.Private
}

// register finds articles that the archive holds.
type register struct {
	byID   map[string]bot.Known
	byGUID map[bot.Identity]bot.Known // without the URL
	byURL  map[address]bot.Known
}

// An address is where an article stands, for whom: see bot.Identity.Private.
type address struct {
	url     string
	private int64
}

func (in *Intake) known(ctx context.Context, articles []digest.Article) (*register, error) {
	return in.register(ctx, identities(articles))
}

func (in *Intake) register(ctx context.Context, ids []bot.Identity) (*register, error) {
	known, err := in.Archive.KnownArticles(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look up articles: %w", err)
	}
	r := &register{byID: map[string]bot.Known{}, byGUID: map[bot.Identity]bot.Known{}, byURL: map[address]bot.Known{}}
	for _, k := range known {
		r.put(k)
	}
	return r, nil
}

func (r *register) put(k bot.Known) {
	r.byID[k.ID] = k
	if id := k.Identity; id.GUID != "" {
		id.URL = ""
		r.byGUID[id] = k
	}
	if id := k.Identity; id.URL != "" {
		r.byURL[address{id.URL, id.Private}] = k
	}
}

// of finds an article by its source's GUID first, then by its address, then by
// its ID. A feed that gives every item one GUID is not believed: then the
// addresses differ.
func (r *register) of(a *digest.Article) (bot.Known, bool) {
	if a.GUID != "" {
		if k, ok := r.byGUID[bot.Identity{Source: a.Source, GUID: a.GUID, Private: a.Private}]; ok && (a.URL == "" || k.Identity.URL == "" || a.URL == k.Identity.URL) && !Another(k, a) {
			return k, true
		}
	}
	if a.URL != "" {
		if k, ok := r.byURL[address{a.URL, a.Private}]; ok && !Another(k, a) {
			return k, true
		}
		if k, ok := r.byURL[address{a.URL, 0}]; ok && a.Private > 0 { // of the same batch
			return k, true
		}
	}
	k, ok := r.byID[a.ID]
	return k, ok
}

func (r *register) add(f *bot.Filed) {
	r.put(bot.Known{Identity: identity(&f.Article), ID: f.Article.ID, Hash: f.Hash, Revision: f.Article.Revision, Private: f.Article.Private})
}
