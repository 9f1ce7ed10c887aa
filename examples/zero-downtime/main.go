// Command zero-downtime is a server that can be replaced at any moment without a failed request: it says when it is
// ready, it finishes what it has begun, and it listens where it is told to.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os/signal"
	"syscall"

	"example.com/zero-downtime/handover"
)

const greeting = "version 1"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, greeting)
	})
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	listener, err := handover.Listen()
	if err != nil {
		log.Fatal(err)
	}
	if err := handover.Serve(ctx, listener, mux); err != nil {
		log.Fatal(err)
	}
}
