import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The source of an app with pages, as `version`; `more` goes into its `main`. */
export function browserApp(version: string, more = ''): string {
  return `package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

const version = "${version}"

var uploads = 0

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><html><head><title>%s</title><link rel=icon href=data:,>"+
			"<link rel=stylesheet href=/static/site.css></head><body><h1>shop</h1>%s</body></html>", version, body)
	}
}

func strict(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'")
		next(w, r)
	}
}

func upload(w http.ResponseWriter, r *http.Request) {
	if r.Method != "POST" {
		page("<form method=post enctype=multipart/form-data><input name=note><input type=file name=file><button>Send</button></form>")(w, r)
		return
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), 400)
		return
	}
	bytes, _ := io.Copy(io.Discard, file)
	uploads++
	page(fmt.Sprintf("<p id=got>%s %d %s %d</p>", header.Filename, bytes, r.FormValue("note"), uploads))(w, r)
}

func crash(w http.ResponseWriter, r *http.Request) {
	go func() {
		var nothing map[string]int
		nothing["x"] = 1
	}()
}

func main() {
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	http.HandleFunc("/", page(""))
	http.HandleFunc("/strict", strict(page("")))
	http.HandleFunc("/upload", upload)
	http.HandleFunc("/crash", crash)
	http.HandleFunc("/broken", page("<script src=/static/broken.js></script>"))
	http.HandleFunc("/htmx", page("<script src=/static/htmx.js></script><button hx-get=/fragment hx-target='#out'>Load</button><div id=out></div>"))
	http.HandleFunc("/fragment", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!-- %s --><p id=fragment>%s</p>", r.Header.Get("HX-Request"), version)
	})
	${more}
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;
}

const require = createRequire(import.meta.url);
const htmx = require.resolve('htmx.org/dist/htmx.min.js');

/** The app and what it serves. */
export function browserAppFiles(): Readonly<Record<string, string>> {
  return {
    'go.mod': 'module example.com/shop\n\ngo 1.19\n',
    'main.go': browserApp('v1'),
    'static/site.css': 'h1 { color: rgb(255, 0, 0) }\n',
    'static/broken.js': 'function later() {\n  undefined.total;\n}\nconsole.error("sold", 3);\nsetTimeout(later);\n',
    'static/htmx.js': readFileSync(htmx, 'utf8'),
  };
}
