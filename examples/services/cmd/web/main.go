// The front end: files of web/. What is below /api/, the proxy sends to the api.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server := &http.Server{Handler: http.FileServer(http.Dir("web"))}
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	server.Serve(listener)
}
