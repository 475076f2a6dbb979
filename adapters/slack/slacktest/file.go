package slacktest

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// A file is one on its way.
// https://docs.slack.dev/messaging/working-with-files#uploading_files
type file struct {
	name string
	alt  string
	size int
	text string
	up   bool
}

func (s *Server) getUploadURL(args map[string]string) reply {
	n, err := strconv.Atoi(args["length"])
	if err != nil || n < 1 || args["filename"] == "" {
		return refuse("invalid_arguments")
	}
	id := "F" + strings.ToUpper(secret()[:10])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id] = &file{name: args["filename"], alt: args["alt_txt"], size: n}
	return reply{"ok": true, "upload_url": s.base + "/upload/" + id, "file_id": id}
}

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	f, struck := s.fault("upload")
	if struck && !f.Done && s.strike(w, f) {
		return
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	s.mu.Lock()
	defer s.mu.Unlock()
	up := s.files[strings.TrimPrefix(r.URL.Path, "/upload/")]
	if err != nil || up == nil || len(raw) != up.size {
		http.Error(w, "no such file, or of another length", http.StatusBadRequest)
		return
	}
	up.text, up.up = string(raw), true
	_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(raw)))
}

func (s *Server) completeUpload(args map[string]string) reply {
	var files []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if json.Unmarshal([]byte(args["files"]), &files) != nil || len(files) == 0 {
		return refuse("invalid_arguments")
	}
	c, problem := s.mayPost(args["channel_id"])
	if problem != "" || !c.Member { // files go only where the bot is
		return refuse("channel_not_found")
	}
	var whole strings.Builder
	alt := ""
	s.mu.Lock()
	for _, f := range files {
		up := s.files[f.ID]
		if up == nil || !up.up {
			s.mu.Unlock()
			return refuse("file_not_found")
		}
		whole.WriteString(up.text)
		alt += up.alt
	}
	s.mu.Unlock()
	s.Add(Message{User: BotUID, Bot: true, Via: "files.completeUploadExternal", Args: args, Text: args["initial_comment"], Channel: c.ID, Thread: args["thread_ts"], File: whole.String(), Alt: alt})
	return reply{"ok": true, "files": []any{map[string]any{"id": files[0].ID, "title": files[0].Title}}}
}
