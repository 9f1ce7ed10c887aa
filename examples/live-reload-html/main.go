// Command live-reload-html is a guest book: templates and styles on disk, a form, and entries that outlive a restart
// while gorl runs.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

const title = "Guest book"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	pages, err := template.ParseFiles("templates/index.html")
	if err != nil {
		log.Fatal(err)
	}
	book := openBook()
	mux := http.NewServeMux()
	mux.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if err := book.add(r.FormValue("entry")); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		if err := pages.Execute(w, map[string]any{"Title": title, "Entries": book.all()}); err != nil {
			log.Print(err)
		}
	})
	if err := serve(ctx, mux); err != nil {
		log.Fatal(err)
	}
}

// book keeps its entries in GORL_STATE_DIR: gorl makes it empty at its own start, and leaves it alone while the program
// is replaced. Without gorl they are kept in memory.
type book struct {
	mu      sync.Mutex
	file    string
	entries []string
}

func openBook() *book {
	b := &book{}
	if dir := os.Getenv("GORL_STATE_DIR"); dir != "" {
		b.file = filepath.Join(dir, "entries.json")
		if text, err := os.ReadFile(b.file); err == nil {
			_ = json.Unmarshal(text, &b.entries)
		}
	}
	return b
}

func (b *book) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.entries...)
}

func (b *book) add(entry string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append(b.entries, entry)
	if b.file == "" {
		return nil
	}
	text, err := json.Marshal(b.entries)
	if err != nil {
		return err
	}
	return os.WriteFile(b.file, text, 0o600)
}

// serve answers requests until ctx is done, then gives those in flight three seconds.
func serve(ctx context.Context, handler http.Handler) error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8081"
	}
	server := &http.Server{Addr: net.JoinHostPort("127.0.0.1", port), Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	drained := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		drained <- server.Shutdown(grace)
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-drained
}
