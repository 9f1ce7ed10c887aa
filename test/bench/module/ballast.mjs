// The packages that nobody edits: code of the kinds that programs have, so that compiling and linking take their time.
import { importOf, packageName } from './shapes.mjs';

/** Of each package, of about 35 lines each. */
const unitsInPackage = 15;

const units = [recordUnit, tableUnit, parserUnit];

export function ballastPackage(module, index) {
  const name = packageName(index);
  const below = importOf(index);
  const all = Array.from({ length: unitsInPackage }, (_, unit) => units[unit % units.length](unit, index));
  const steps = Array.from({ length: unitsInPackage }, (_, unit) => `Step${unit}`).join(', ');
  const own = below === undefined ? [] : [packageName(below)];
  return `// Package ${name} is one of many.
package ${name}

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"${module}/hot"
${own.map((each) => `\t"${module}/${each}"\n`).join('')})

var errEmpty = errors.New("${name}: nothing to do")

var steps = []func([]string) (int, error){${steps}}

// Run takes every step.
func Run(words []string) (int, error) {
	total := hot.Weight(len(words))
	for _, step := range steps {
		done, err := step(words)
		if err != nil {
			return total, fmt.Errorf("${name}: %w", err)
		}
		total += done
	}
${own.map((each) => `\tbelow, err := ${each}.Run(words)\n\tif err != nil {\n\t\treturn total, err\n\t}\n\ttotal += below\n`).join('')}	return total, nil
}

func keep[T any](all []T, wanted func(T) bool) []T {
	var kept []T
	for _, each := range all {
		if wanted(each) {
			kept = append(kept, each)
		}
	}
	return kept
}
${all.join('')}`;
}

function recordUnit(unit, index) {
  return `
// Record${unit} has a name, labels, and a parent.
type Record${unit} struct {
	Name   string
	Labels map[string][]string
	Parent *Record${unit}
	Weight float64
}

// Key tells one from another.
func (r *Record${unit}) Key(prefix string) string {
	names := make([]string, 0, len(r.Labels))
	for name := range r.Labels {
		names = append(names, name)
	}
	sort.Strings(names)
	if r.Parent != nil {
		return r.Parent.Key(prefix) + "/" + r.Name + strings.Join(names, ",")
	}
	return prefix + r.Name + strings.Join(names, ",")
}

// Step${unit} makes records of words.
func Step${unit}(words []string) (int, error) {
	if len(words) == 0 {
		return 0, errEmpty
	}
	var last *Record${unit}
	for at, word := range words {
		last = &Record${unit}{Name: word, Parent: last, Weight: float64(at) * ${unit + index}.5}
		last.Labels = map[string][]string{word: {strconv.Itoa(at), hot.Label()}}
	}
	return len(last.Key("${unit}:")), nil
}
`;
}

function tableUnit(unit, index) {
  return `
type row${unit} struct {
	word  string
	count int
}

// Step${unit} counts words, and sorts them by how often they come.
func Step${unit}(words []string) (int, error) {
	counts := make(map[string]int, len(words))
	for at, word := range words {
		if at%${(index % 7) + 2} == 0 {
			counts[strings.ToLower(word)] += hot.Weight(at)
		} else {
			counts[strings.TrimSpace(word)]++
		}
	}
	rows := make([]row${unit}, 0, len(counts))
	for word, count := range counts {
		rows = append(rows, row${unit}{word, count})
	}
	sort.Slice(rows, func(a, b int) bool {
		if rows[a].count != rows[b].count {
			return rows[a].count > rows[b].count
		}
		return rows[a].word < rows[b].word
	})
	often := keep(rows, func(each row${unit}) bool { return each.count > ${unit} })
	if len(often) > len(words) {
		return 0, fmt.Errorf("more rows than words: %d of %d", len(often), len(words))
	}
	return len(often), nil
}
`;
}

function parserUnit(unit, index) {
  return `
// Token${unit} is what Step${unit} tells apart.
type Token${unit} interface{ Size() int }

type number${unit} int64
type name${unit} string

func (n number${unit}) Size() int { return int(n) % ${index + 3} }
func (n name${unit}) Size() int   { return len(n) }

// Step${unit} reads words as numbers where it can.
func Step${unit}(words []string) (int, error) {
	tokens := make([]Token${unit}, 0, len(words))
	for _, word := range words {
		value, err := strconv.ParseInt(word, 10, 64)
		switch {
		case err == nil:
			tokens = append(tokens, number${unit}(value))
		case errors.Is(err, strconv.ErrRange):
			return 0, fmt.Errorf("step ${unit}: %q: %w", word, err)
		default:
			tokens = append(tokens, name${unit}(hot.Describe([]string{word})))
		}
	}
	total := 0
	for _, token := range tokens {
		total += token.Size()
	}
	return total, nil
}
`;
}
