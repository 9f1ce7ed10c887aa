// Command gin is the same server in gin. r.RunListener(listener) would serve on the socket that gorl holds just as well,
// but drops what it has begun when it is asked to stop; so it is a server of net/http that serves the router.
package main

import (
	"context"
	"log"
	"net/http"
	"os/signal"
	"syscall"

	"example.com/zero-downtime/handover"
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
	listener, err := handover.Listen()
	if err != nil {
		log.Fatal(err)
	}
	if err := handover.Serve(ctx, listener, r); err != nil {
		log.Fatal(err)
	}
}
