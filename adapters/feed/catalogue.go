package feed

import (
	_ "embed"

	"github.com/pelletier/go-toml/v2"

	"waybill/digest"
)

//go:embed catalogue.toml
var catalogue []byte

// Catalogue is the sources that ship with the program. What is known of each
// address is its Grade.
func Catalogue() []digest.Source {
	var c struct {
		Source []struct {
			Name, URL, Publisher, Region, Kind, Language, Grade string
			Tier                                                int
		}
	}
	if err := toml.Unmarshal(catalogue, &c); err != nil {
		panic("catalogue.toml: " + err.Error()) // a test reads it
	}
	all := make([]digest.Source, len(c.Source))
	for i, s := range c.Source {
		all[i] = digest.Source{
			Name: s.Name, URL: s.URL, Publisher: s.Publisher, Region: s.Region,
			Kind: digest.Kind(s.Kind), Tier: s.Tier, Language: s.Language, Grade: s.Grade,
		}
	}
	return all
}
