// Prints what Go's regexp package makes of random patterns, one line each:
// go run test/unit/base/corpus/go-regexp.go > test/unit/base/corpus/go-regexp.ndjson
package main

import (
	"encoding/json"
	"math/rand"
	"os"
	"regexp"
)

var parts = []string{
	"a", "b", "k", "K", "ſ", "go", "_test", "/", ".", `\.`, `\d`, `\D`, `\w`, `\W`, `\s`, `\S`, `\pL`, `\p{Greek}`,
	`\P{Lu}`, `\pN`, "[a-c]", "[^a-c]", "[[:alpha:]]", "[^[:digit:]]", `[\w-]`, `[\]a]`, "[]a]", "[a", "(", "(", ")", ")",
	"(?:", "(?i)", "(?i:", "(?s)", "(?m)", "(?U)", "(?-i)", "(?P<x>", "(?<y>", "|", "|", "*", "+", "?", "{2}", "{2,}",
	"{1,3}", "{,2}", "{0}", "^", "$", `\A`, `\z`, `\b`, `\B`, `\Q`, `\E`, `\x41`, `\x{e9}`, `\101`, `\1`, `\n`, `\C`,
	`\_`, `\-`, `\/`, "é", "日", "Ω", "İ", "ß", "\n", " ", "-", "]", "}", "{", `\pX`, `\x`, "(?z)", "{1001}", "{3,2}",
	"*?", "+?", "??", "{2}?", "**",
}

var characters = []rune("abckK\u212aſsS./goéÉ日Ωωİiß\n\r\t -]}{A09_\\Q\u2028😀٣")

type printed struct {
	Pattern string   `json:"pattern"`
	Error   string   `json:"error,omitempty"`
	Found   []string `json:"found,omitempty"`
	Not     []string `json:"not,omitempty"`
}

func main() {
	random := rand.New(rand.NewSource(1))
	text := func(most int) string {
		made := make([]rune, random.Intn(most))
		for i := range made {
			made[i] = characters[random.Intn(len(characters))]
		}
		return string(made)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for range 500 {
		pattern := ""
		for range 1 + random.Intn(6) {
			pattern += parts[random.Intn(len(parts))]
		}
		made := printed{Pattern: pattern}
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			made.Error = err.Error()
		}
		for range 6 {
			switch word := text(9); {
			case err != nil:
			case compiled.MatchString(word):
				made.Found = append(made.Found, word)
			default:
				made.Not = append(made.Not, word)
			}
		}
		if err := encoder.Encode(made); err != nil {
			panic(err)
		}
	}
}
