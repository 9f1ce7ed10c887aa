import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { GorlRig, type GorlEvent, type RigOptions } from './gorl-rig.ts';
import { gorlToken } from './gorl-token.ts';

/** An app that serves `static/` from disk, and answers `/` and `/kept.css` by what it has read as it started. */
const app = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	page, err := os.ReadFile("page.html")
	if err != nil {
		panic(err)
	}
	kept, err := os.ReadFile("kept.css")
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/kept.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write(kept)
	})
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;

const page = `<!doctype html>
<html><head><title>shop</title><link rel="stylesheet" href="/static/site.css"></head><body><h1>shop</h1></body></html>
`;

const config = '[proxy]\nenabled = true\n';

export interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** A gorl with its proxy in front of an app with pages. */
export class PagesRig extends GorlRig {
  #token: string | undefined;
  #more: Readonly<Record<string, string>> = {};

  constructor(options: RigOptions = {}) {
    const files = {
      'go.mod': 'module example.com/pages\n\ngo 1.19\n',
      'main.go': app,
      'page.html': page,
      'kept.css': '/* kept */\n',
      'static/about.html': '<!doctype html><title>about</title>\n',
      'static/site.css': 'h1 { color: rgb(255, 0, 0) }\n',
      '.air.toml': config,
    };
    super({ ...options, files: { ...files, ...options.files } });
  }

  override env(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    return super.env({ ...this.#more, ...extra });
  }

  /** Starts gorl; resolves when the app has answered, or its build has failed. */
  async begin(env: Readonly<Record<string, string>> = {}, expected: 'answers' | 'broken' = 'answers'): Promise<this> {
    this.#more = env;
    this.start();
    await this.until('the proxy', 30_000, () => this.proxyPort !== undefined);
    if (expected === 'broken') await this.waitForEvent('build-failed');
    else await this.until('the app', 60_000, async () => [200, 307].includes((await this.ask('/')).status ?? 0));
    return this;
  }

  /** Until the go command has told what the program is made of: a style that it embeds builds. */
  async known(): Promise<this> {
    await this.until('the graph', 30_000, () => existsSync(this.path('tmp/gorl-program.json')));
    return this;
  }

  async ask(path: string, options: { method?: string; headers?: object; body?: string } = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body } = options;
    const { proxyPort: port } = this;
    const asked = request({ host: '127.0.0.1', port, path, method, agent: false, headers: { ...headers } }).end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode, text };
  }

  /** What happens after a save of that file: the types of the reports until nothing more can follow. */
  async save(name: string, text: string, last: GorlEvent['type']): Promise<readonly GorlEvent['type'][]> {
    const from = this.events.length;
    this.write(name, text);
    await this.until(last, 30_000, () => this.events.slice(from).some(({ type }) => type === last));
    return this.events.slice(from).map(({ type }) => type);
  }

  /** Of the newest gorl. */
  token(): Promise<string> {
    return gorlToken(this.proxyPort);
  }

  /** As a page does it, by default with the token. */
  async post(route: string, body: object, headers?: object): Promise<Answer> {
    const own = headers ?? { 'X-Gorl-Token': (this.#token ??= await this.token()) };
    return this.ask(`/__gorl/${route}`, { method: 'POST', headers: own, body: JSON.stringify(body) });
  }
}
