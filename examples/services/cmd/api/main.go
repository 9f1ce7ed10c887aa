// The api keeps the jobs: POST /jobs adds one, GET /jobs lists them, GET /next hands one to a worker.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"

	"example.com/services/jobs"
)

type queue struct {
	mu   sync.Mutex
	jobs []jobs.Job
	next int
}

func (q *queue) list(w http.ResponseWriter, _ *http.Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(append([]jobs.Job{}, q.jobs...))
}

func (q *queue) add(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(io.LimitReader(r.Body, 1000))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, jobs.Job{ID: len(q.jobs), Text: string(text)})
	fmt.Println("job", len(q.jobs)-1, "is waiting")
	w.WriteHeader(http.StatusCreated)
}

func (q *queue) hand(w http.ResponseWriter, _ *http.Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.next == len(q.jobs) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	json.NewEncoder(w).Encode(q.jobs[q.next])
	q.next++
}

func (q *queue) finish(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	q.mu.Lock()
	defer q.mu.Unlock()
	if err != nil || id < 0 || id >= len(q.jobs) {
		http.NotFound(w, r)
		return
	}
	done, _ := io.ReadAll(io.LimitReader(r.Body, 1000))
	q.jobs[id].Done = string(done)
}

func main() {
	var q queue
	mux := http.NewServeMux()
	mux.HandleFunc("GET /jobs", q.list)
	mux.HandleFunc("POST /jobs", q.add)
	mux.HandleFunc("POST /next", q.hand)
	mux.HandleFunc("PUT /jobs/{id}", q.finish)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server := &http.Server{Handler: mux}
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
