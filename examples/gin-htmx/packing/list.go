// Package packing keeps what is to be packed.
package packing

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
)

// Item is one thing to pack. Its number is its place in the list, counting from 0.
type Item struct {
	Name   string
	Packed bool
}

// List is safe for use by several goroutines.
type List struct {
	mu    sync.Mutex
	file  string
	items []Item
}

// Open reads the list that was kept in dir. It starts with three items if there is none, and keeps nothing if dir is
// empty. gorl makes its GORL_STATE_DIR empty at its own start, and leaves it alone while the program is replaced.
func Open(dir string) *List {
	list := &List{items: []Item{{Name: "Passport", Packed: true}, {Name: "Toothbrush"}, {Name: "A good book"}}}
	if dir == "" {
		return list
	}
	list.file = filepath.Join(dir, "items.json")
	if text, err := os.ReadFile(list.file); err == nil {
		var kept []Item
		if json.Unmarshal(text, &kept) == nil {
			list.items = kept
		}
	}
	return list
}

// Items returns a copy.
func (l *List) Items() []Item {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Item(nil), l.items...)
}

// Add puts an item at the end.
func (l *List) Add(name string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items = append(l.items, Item{Name: name})
	return l.write()
}

// SetPacked says whether the item with that number is packed. Items never go, so that a number stays good.
func (l *List) SetPacked(number int, packed bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items[number].Packed = packed
	return l.write()
}

func (l *List) write() error {
	if l.file == "" {
		return nil
	}
	text, err := json.Marshal(l.items)
	if err != nil {
		return err
	}
	return os.WriteFile(l.file, text, 0o600)
}
