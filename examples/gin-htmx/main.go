// Command gin-htmx is a packing list: gin answers, templ writes the pages, and htmx fetches the part that changes.
package main

import (
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"example.com/gin-htmx/packing"
	"example.com/gin-htmx/views"
	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
)

func main() {
	r := gin.Default()
	// gorl's proxy asks from there, and says in X-Forwarded-For for whom.
	if err := r.SetTrustedProxies([]string{"127.0.0.1"}); err != nil {
		log.Fatal(err)
	}
	routes(r, packing.Open(os.Getenv("GORL_STATE_DIR")))
	port := os.Getenv("PORT")
	if port == "" {
		port = "8081"
	}
	log.Fatal(r.Run(net.JoinHostPort("127.0.0.1", port)))
}

// routes answers htmx with the list alone, which it puts in the place of the old one.
func routes(r *gin.Engine, list *packing.List) {
	r.Static("/static", "static")
	r.GET("/", func(c *gin.Context) {
		render(c, views.Page(list.Items()))
	})
	r.POST("/items", func(c *gin.Context) {
		if name := strings.TrimSpace(c.PostForm("name")); name != "" {
			if err := list.Add(name); err != nil {
				_ = c.AbortWithError(http.StatusInternalServerError, err)
				return
			}
		}
		render(c, views.List(list.Items()))
	})
	r.POST("/items/:number", func(c *gin.Context) {
		number, err := strconv.Atoi(c.Param("number"))
		if err != nil || number < 0 || number >= len(list.Items()) {
			c.AbortWithStatus(http.StatusNotFound)
			return
		}
		if err := list.SetPacked(number, c.PostForm("packed") != ""); err != nil {
			_ = c.AbortWithError(http.StatusInternalServerError, err)
			return
		}
		render(c, views.List(list.Items()))
	})
}

func render(c *gin.Context, component templ.Component) {
	templ.Handler(component).ServeHTTP(c.Writer, c.Request)
}
