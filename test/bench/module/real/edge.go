// Package edge is what the program is made of besides its own packages: a router, a gRPC server, a database pool,
// metrics, a logger, a configuration, a command line, and WebSockets, none of which anybody asks.
package edge

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// Command has everything behind a subcommand, so that the linker keeps it and the program starts at once.
func Command() *cobra.Command {
	return &cobra.Command{Use: "edge", RunE: func(command *cobra.Command, _ []string) error {
		settings := viper.New()
		settings.AutomaticEnv()
		logger, err := zap.NewProduction()
		if err != nil {
			return err
		}
		pool, err := pgxpool.New(command.Context(), settings.GetString("database"))
		if err != nil {
			return err
		}
		defer pool.Close()
		server := grpc.NewServer()
		healthpb.RegisterHealthServer(server, health.NewServer())
		defer server.Stop()
		return http.ListenAndServe(settings.GetString("listen"), router(pool, logger))
	}}
}

func router(pool *pgxpool.Pool, logger *zap.Logger) http.Handler {
	requests := prometheus.NewCounter(prometheus.CounterOpts{Name: "requests_total"})
	prometheus.MustRegister(requests)
	engine := gin.New()
	engine.GET("/metrics", gin.WrapH(promhttp.Handler()))
	engine.GET("/ready", func(c *gin.Context) {
		requests.Inc()
		if err := pool.Ping(context.Background()); err != nil {
			logger.Warn("no database", zap.Error(err))
			c.Status(http.StatusServiceUnavailable)
			return
		}
		c.Status(http.StatusNoContent)
	})
	engine.GET("/echo", func(c *gin.Context) {
		upgrader := websocket.Upgrader{}
		socket, err := upgrader.Upgrade(c.Writer, c.Request, nil)
		if err != nil {
			return
		}
		defer socket.Close()
		for {
			kind, message, err := socket.ReadMessage()
			if err != nil || socket.WriteMessage(kind, message) != nil {
				return
			}
		}
	})
	return engine
}
