// The program under load: it answers GET and POST with its version, and writes down the number of each POST.

/** @param end `graceful` finishes what is under way; `abrupt` dies of the signal; `silent` answers nothing any more */
const ends = {
  graceful: `
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		_ = listener.Close()
	}()`,
  abrupt: `
	_ = context.Background
	signal.Reset(syscall.SIGINT)`,
};

/** A module's files. `version` is what every answer begins with. */
export function serverFiles(end, version) {
  return { 'go.mod': 'module example.com/load\n\ngo 1.19\n', 'main.go': serverSource(end, version) };
}

export function serverSource(end, version) {
  return `package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const version = "${version}"

func main() {
	seen, err := os.OpenFile(os.Getenv("LOAD_SEEN"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	var open sync.WaitGroup
	server := &http.Server{ConnState: func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateHijacked, http.StateClosed:
			open.Done()
		}
	}, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodPost {
			fmt.Fprintf(seen, "%s\\n", body)
		}
		time.Sleep(5 * time.Millisecond)
		fmt.Fprintf(w, "%s %s", version, body)
	})}
	listener, err := listen()
	if err != nil {
		panic(err)
	}
${ends[end]}
	// Once this has returned, every connection that was accepted is counted.
	_ = server.Serve(listener)
	server.SetKeepAlivesEnabled(false)
	open.Wait()
}

func listen() (net.Listener, error) {
	if os.Getenv("LISTEN_PID") == fmt.Sprint(os.Getpid()) {
		return net.FileListener(os.NewFile(3, "socket"))
	}
	return net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
}
`;
}
