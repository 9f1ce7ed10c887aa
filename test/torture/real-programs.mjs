import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Programs of real modules, from the Go module proxy: what is copied from there, what is written around it, and what is
 * built. Paths are below the directory of the program.
 */
export const realPrograms = {
  /** A complete program with templates, styles, scripts and migrations embedded. */
  miniflux: { modules: { app: 'miniflux.app/v2@v2.3.5' }, dir: 'app', target: '.', binary: 'miniflux.app' },
  /** A complete program, in a workspace with a library of it. */
  caddy: {
    modules: {
      caddy: 'github.com/caddyserver/caddy/v2@v2.11.9',
      certmagic: 'github.com/caddyserver/certmagic@v0.25.6',
    },
    files: { 'go.work': 'go 1.26.0\n\nuse (\n\t./caddy\n\t./certmagic\n)\n' },
    dir: 'caddy',
    target: './cmd/caddy',
  },
  /** A complete program with generated `_templ.go` files. */
  templ: { modules: { app: 'github.com/a-h/templ@v0.3.1100' }, dir: 'app', target: './cmd/templ' },
  /** A server of gin's own module, with pages that are embedded and others that are not. */
  gin: {
    modules: { app: 'github.com/gin-gonic/gin@v1.12.0' },
    dir: 'app',
    target: './cmd/server',
    files: {
      'app/cmd/server/main.go': `package main

import (
	"embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

//go:embed pages
var pages embed.FS

func main() {
	router := gin.New()
	router.StaticFS("/pages", http.FS(pages))
	_ = router.Run("127.0.0.1:0")
}
`,
      'app/cmd/server/pages/index.html': '<p>index</p>\n',
      'app/cmd/server/pages/style/site.css': 'p { color: red }\n',
      'app/cmd/server/views/view.html': '<p>read at run time</p>\n',
    },
  },
  /** A server with SQLite, and cgo of its own. */
  sqlite: {
    modules: {},
    dir: 'app',
    target: '.',
    binary: 'sqlite',
    files: {
      'app/go.mod': 'module example.com/sqlite\n\ngo 1.26\n\nrequire github.com/mattn/go-sqlite3 v1.14.53\n',
      'app/main.go': `package main

import (
	"fmt"
	"time"

	"example.com/sqlite/internal/native"
	"example.com/sqlite/internal/store"
)

func main() {
	fmt.Println(native.Answer(), store.Count())
	for {
		time.Sleep(time.Hour)
	}
}
`,
      'app/internal/store/store.go': `package store

import (
	"database/sql"
	_ "embed"

	_ "github.com/mattn/go-sqlite3"
)

//go:embed schema.sql
var schema string

// Count counts what is there.
func Count() (count int) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return -1
	}
	if _, err := db.Exec(schema); err != nil {
		return -1
	}
	_ = db.QueryRow("select count(*) from thing").Scan(&count)
	return count
}
`,
      'app/internal/store/schema.sql': 'create table thing (id integer primary key);\n',
      'app/internal/store/notes.md': '# Notes\n',
      'app/internal/native/native.go':
        'package native\n\n// #include "native.h"\nimport "C"\n\n// Answer asks C.\nfunc Answer() int { return int(C.answer()) }\n',
      'app/internal/native/native.h': 'int answer(void);\n',
      'app/internal/native/native.c': '#include "native.h"\n\nint answer(void) { return 42; }\n',
      'app/internal/native/native_test.go': 'package native\n',
      'app/README.md': '# A program\n',
    },
  },
  /** A gRPC server whose gRPC is a local replacement, beside its module. */
  grpc: {
    modules: { grpc: 'google.golang.org/grpc@v1.85.0' },
    dir: 'app',
    target: './cmd/server',
    files: {
      'app/go.mod':
        'module example.com/health\n\ngo 1.26\n\nrequire google.golang.org/grpc v1.85.0\n\nreplace google.golang.org/grpc => ../grpc\n',
      'app/cmd/server/main.go': `package main

import (
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	_ = server.Serve(listener)
}
`,
      'app/README.md': '# A server\n',
    },
  },
};

/** Lays a program out in that directory. */
export function layOut(base, { modules, files = {}, dir }, env) {
  for (const [name, module] of Object.entries(modules)) {
    const answer = execFileSync('go', ['mod', 'download', '-json', module], {
      env: { ...env, GOWORK: 'off' },
      cwd: base,
    });
    const target = join(base, name);
    cpSync(JSON.parse(answer.toString()).Dir, target, { recursive: true });
    makeWritable(target);
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), text);
  }
  if (`${dir}/go.mod` in files) execFileSync('go', ['mod', 'tidy'], { cwd: join(base, dir), env, stdio: 'pipe' });
}

/** The module cache is not. */
function makeWritable(path) {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.mode | 0o200);
  if (stats.isDirectory()) for (const name of readdirSync(path)) makeWritable(join(path, name));
}
