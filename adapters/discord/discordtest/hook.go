package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// PublicKey is the application's, in hex: what is sent over HTTP is signed with
// it.
func (s *Server) PublicKey() string {
	return hex.EncodeToString(s.key.Public().(ed25519.PublicKey))
}

// SetEndpoint has interactions go to an address instead of the gateway. As
// Discord does, it first asks there with a signature that is wrong, which must
// be refused, and with a PING, which must be answered.
func (s *Server) SetEndpoint(address string) error {
	ping := []byte(`{"type":1,"id":"1","application_id":"` + AppID + `","token":"t","version":1}`)
	now := strconv.FormatInt(time.Now().Unix(), 10)
	if status, _, err := s.Send(address, now, hex.EncodeToString(make([]byte, 64)), ping); err != nil || status != http.StatusUnauthorized {
		return fmt.Errorf("a wrong signature was answered with %d, %v", status, err)
	}
	status, body, err := s.Send(address, now, s.Sign(now, ping), ping)
	if err != nil || status != http.StatusOK || !bytes.Contains(body, []byte(`"type":1`)) {
		return fmt.Errorf("a PING was answered with %d %s, %v", status, body, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = address
	return nil
}

// Sign is the signature of a body sent at a time.
func (s *Server) Sign(timestamp string, body []byte) string {
	return hex.EncodeToString(ed25519.Sign(s.key, append([]byte(timestamp), body...)))
}

// Send posts a body to an address with a timestamp and a signature.
func (s *Server) Send(address, timestamp, signature string, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Signature-Timestamp", timestamp)
	req.Header.Set("X-Signature-Ed25519", signature)
	resp, err := (&http.Client{Timeout: s.cfg.Acknowledge}).Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// deliver sends an interaction to an address.
func (s *Server) deliver(address string, o object) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	status, _, err := s.Send(address, now, s.Sign(now, body), body)
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("the endpoint answered with %d", status)
	}
	return err
}
