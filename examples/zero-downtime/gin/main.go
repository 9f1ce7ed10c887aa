// Command gin is the same server in gin. r.RunListener(listener) would serve on the socket that gorl holds just as well,
// but drops what it has begun when it is asked to stop; so it is a server of net/http that serves the router.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
)

const greeting = "version 1"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	r := gin.Default()
	r.GET("/", func(c *gin.Context) {
		c.String(http.StatusOK, "%s\n", greeting)
	})
	r.GET("/healthz", func(c *gin.Context) {
		c.Status(http.StatusNoContent)
	})
	listener, err := listen()
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(ctx, listener, r); err != nil {
		log.Fatal(err)
	}
}

// listen takes over the socket that gorl holds, if it holds one (sd_listen_fds(3)), or opens one on PORT.
func listen() (net.Listener, error) {
	if count, _ := strconv.Atoi(os.Getenv("LISTEN_FDS")); count > 0 && os.Getenv("LISTEN_PID") == strconv.Itoa(os.Getpid()) {
		return net.FileListener(os.NewFile(3, "LISTEN_FD_3"))
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
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
