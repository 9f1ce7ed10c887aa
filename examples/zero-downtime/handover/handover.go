// Package handover is what a server needs that is replaced without a failed request: the socket that it is handed, and an
// end that cuts off nobody.
package handover

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

// Listen takes over the socket that gorl holds, if it holds one (sd_listen_fds(3)), or opens one on PORT.
func Listen() (net.Listener, error) {
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

// Serve answers requests until ctx is done, then gives the connections that it has accepted three seconds.
//
// Shutdown would drop a request that arrives on a connection accepted just before. Behind gorl's proxy there is none by
// then; on a socket that others go on listening on, there may be.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
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
