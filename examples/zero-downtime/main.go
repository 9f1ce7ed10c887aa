// Command zero-downtime is a server that can be replaced at any moment without a failed request: it says when it is
// ready, it finishes what it has begun, and it listens where it is told to.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"
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
	listener, err := listen()
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(ctx, listener, mux); err != nil {
		log.Fatal(err)
	}
}

// listen takes over the socket that gorl holds, if it holds one (sd_listen_fds(3)), or opens one on PORT.
func listen() (net.Listener, error) {
	if count, _ := strconv.Atoi(os.Getenv("LISTEN_FDS")); count > 0 && os.Getenv("LISTEN_PID") == strconv.Itoa(os.Getpid()) {
		log.Println("serving on the socket that gorl holds")
		return net.FileListener(os.NewFile(3, "LISTEN_FD_3"))
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Println("serving on port", port)
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
}

// serve answers requests until ctx is done, then gives the connections that it has accepted three seconds.
//
// Shutdown would drop a request that arrives on a connection accepted just before. Behind gorl's proxy there is none by
// then; on a socket that others go on listening on, there may be.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	var open sync.WaitGroup
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				open.Add(1)
			case http.StateHijacked, http.StateClosed:
				open.Done()
			}
		},
	}
	go func() {
		<-ctx.Done()
		_ = listener.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, net.ErrClosed) {
		return err
	}
	// Each connection ends after the answer that is due on it.
	server.SetKeepAlivesEnabled(false)
	ended := make(chan struct{})
	go func() {
		open.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(3 * time.Second):
	}
	return server.Close()
}
