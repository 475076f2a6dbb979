package slack

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Keys encrypt the tokens of workspaces before they are stored. The first
// encrypts; all of them decrypt, so that a key can be replaced.
type Keys struct{ all []key }

type key struct {
	id  string // the beginning of the key's hash: which one a token was sealed with
	gcm cipher.AEAD
}

// NewKeys reads keys, one a line, each 32 random bytes in base64, as "openssl
// rand -base64 32" writes them.
func NewKeys(text string) (Keys, error) {
	var ks Keys
	for _, line := range strings.Fields(text) {
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != 32 {
			return Keys{}, errors.New("a key is 32 random bytes in base64, as openssl rand -base64 32 writes them")
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return Keys{}, err
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return Keys{}, err
		}
		sum := sha256.Sum256(raw)
		ks.all = append(ks.all, key{id: hex.EncodeToString(sum[:4]), gcm: gcm})
	}
	if len(ks.all) == 0 {
		return Keys{}, errors.New("there is no key")
	}
	return ks, nil
}

// sealVersion begins a sealed token.
const sealVersion = "v1"

// seal encrypts a workspace's token with AES-256-GCM. It opens again only for
// the same workspace.
func (ks Keys) seal(token, workspace string) (string, error) {
	k := ks.all[0]
	nonce := make([]byte, k.gcm.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	sealed := k.gcm.Seal(nonce, nonce, []byte(token), []byte(sealVersion+workspace))
	return strings.Join([]string{sealVersion, k.id, base64.RawStdEncoding.EncodeToString(sealed)}, "."), nil
}

// open decrypts what seal made for the workspace.
func (ks Keys) open(sealed, workspace string) (string, error) {
	p := strings.Split(sealed, ".")
	if len(p) != 3 || p[0] != sealVersion {
		return "", errors.New("it was not sealed by this program")
	}
	raw, err := base64.RawStdEncoding.DecodeString(p[2])
	if err != nil {
		return "", errors.New("it is damaged")
	}
	for _, k := range ks.all {
		if k.id != p[1] || len(raw) < k.gcm.NonceSize() {
			continue
		}
		n := k.gcm.NonceSize()
		token, err := k.gcm.Open(nil, raw[:n], raw[n:], []byte(sealVersion+workspace))
		if err != nil {
			return "", errors.New("it is damaged, or another workspace's")
		}
		return string(token), nil
	}
	return "", fmt.Errorf("key %s that sealed it is not among the keys", p[1])
}

// String says that keys are secret.
func (Keys) String() string { return "<secret>" }

// GoString says the same.
func (Keys) GoString() string { return "<secret>" }
