package cluster

// A desk is the stories that were needed last, unpacked. The others are on the
// shelf.
type desk struct {
	shelf  shelf
	byRow  map[uint32]*story
	newest *story // of a list by use
	oldest *story
	size   int    // bytes, about
	packed []byte // packed into again and again
}

// load is the story i, to be used until the next tidy.
func (x *Index) load(i uint32) (*story, error) {
	if s := x.desk.byRow[i]; s != nil {
		x.desk.unlink(s)
		x.desk.link(s)
		return s, nil
	}
	r := x.rows.at(i)
	data, err := x.desk.shelf.read(r.rest, r.id)
	if err != nil {
		x.broken = err
		x.desk.shelf.tell(err)
		return nil, err
	}
	s := unpackStory(r, data)
	s.number = i
	x.desk.enter(s)
	return s, nil
}

func (d *desk) enter(s *story) {
	d.byRow[s.number] = s
	s.bytes = s.weigh()
	d.size += s.bytes
	d.link(s)
}

// changed notes that a story must be packed again, and may have grown.
func (d *desk) changed(s *story) {
	s.unsaved = true
	d.size -= s.bytes
	s.bytes = s.weigh()
	d.size += s.bytes
}

// tidy puts back on the shelf what was not needed for longest, until no more
// than most bytes are left.
func (d *desk) tidy(most int) {
	for d.size > most && d.oldest != nil {
		s := d.oldest
		if s.unsaved {
			d.packed = s.pack(d.packed[:0])
			s.rest = d.shelf.put(s.rest, d.packed, s.id)
		}
		d.leave(s)
	}
}

// leave takes a story off the desk.
func (d *desk) leave(s *story) {
	d.unlink(s)
	d.size -= s.bytes
	delete(d.byRow, s.number)
}

// forget gives up a story for good.
func (d *desk) forget(i uint32, r *row) {
	if s := d.byRow[i]; s != nil {
		d.leave(s)
	}
	d.shelf.drop(r.rest)
	r.rest = spot{}
}

func (d *desk) link(s *story) {
	s.older, s.newer = d.newest, nil
	if d.newest != nil {
		d.newest.newer = s
	} else {
		d.oldest = s
	}
	d.newest = s
}

func (d *desk) unlink(s *story) {
	if s.newer != nil {
		s.newer.older = s.older
	} else {
		d.newest = s.older
	}
	if s.older != nil {
		s.older.newer = s.newer
	} else {
		d.oldest = s.newer
	}
}
