package cluster

// tick notes the time of an article and forgets old stories now and then.
func (x *Index) tick(at int64) error {
	x.now = max(x.now, at)
	if x.now-x.swept < 3600 {
		return nil
	}
	x.swept = x.now
	for i := range x.rows.n {
		r := x.rows.at(i)
		if !r.gone && r.last != 0 && x.now-r.last > x.keep {
			r.gone = true
			x.forget(i)
		}
	}
	if 2*x.alive > x.rows.n {
		return nil // most of what is filed is still there
	}
	return x.rebuild()
}

// forget gives up a story that is gone, all but its row: articles and terms
// still name it.
func (x *Index) forget(i uint32) {
	r := x.rows.at(i)
	x.alive--
	x.desk.forget(i, r)
}

// rebuild numbers the stories that are left anew, in their order, and forgets
// all of the others.
func (x *Index) rebuild() error {
	x.desk.tidy(0)
	old, names, all, ids := x.rows, x.names, x.articles, x.originals
	x.rows, x.names, x.articles = stories{}, map[uint64]string{}, articles{}
	x.originals = originals{byID: map[string]uint32{}}
	x.postings = postings{byTerm: map[uint32]uint32{}}
	now := make([]uint32, old.n) // by the old number
	for i := range old.n {
		r := old.at(i)
		if r.gone {
			continue
		}
		now[i] = x.rows.enter(*r)
		if name, is := names[r.id]; is {
			x.names[r.id] = name
		}
	}
	x.postings.score = make([]float32, x.rows.n)
	for i := range all.n {
		p := all.at(i)
		if root := old.root(p.story); !old.at(root).gone {
			x.articles.enter(placed{p.hash, now[root], x.originals.number(ids.id(p.copyOf))})
		}
	}
	return x.refile()
}

// refile files all stories under their terms.
func (x *Index) refile() error {
	for i := range x.rows.n {
		s, err := x.load(i)
		if err != nil {
			return err
		}
		for _, term := range s.filed() {
			x.postings.file(i, term)
		}
		x.desk.tidy(x.options.Hot)
	}
	return nil
}
