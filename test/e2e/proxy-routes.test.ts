import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { GorlRig, type GorlEvent } from '../support/gorl-rig.ts';
import { waitFor } from '../support/wait-for.ts';

/** Says who it is and what it was asked; listens when there is a file with its version, and streams below `/events`. */
const server = (name: string, version: string): string => `package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "${name} ${version} ", r.URL, " ", r.Header.Get("X-Forwarded-Prefix"))
	})
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: ${name}\\n\\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	for {
		if _, err := os.Stat("open-${version}"); err == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;

const files = `package main

import (
	"net/http"
	"os"
)

func main() {
	_ = http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.FileServer(http.Dir("web")))
}
`;

const services = ['web', 'api', 'admin'].map((name) => `[services.${name}]\npackage = "./cmd/${name}"\n`).join('');
const proxy = '[proxy]\nenabled = true\nservice = "web"\n';
const api = '[[proxy.routes]]\nservice = "api"\npath = "/api"\nstrip_prefix = true\n';
const admin = '[[proxy.routes]]\nservice = "admin"\nhost = "admin.localhost"\n';

const project = {
  'go.mod': 'module example.com/routed\n\ngo 1.19\n',
  'cmd/web/main.go': files,
  'cmd/api/main.go': server('api', 'v1'),
  'cmd/admin/main.go': server('admin', 'v1'),
  'web/index.html': '<!doctype html><html><head></head><body>front end</body></html>',
  'open-v1': '',
};

interface Asked {
  readonly status: number | undefined;
  readonly text: string;
}

class Rig extends GorlRig {
  async response(path: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
    const to = { host: '127.0.0.1', port: this.proxyPort, path, agent: false };
    const [answer] = (await once(request({ ...to, headers }).end(), 'response')) as [IncomingMessage];
    return answer;
  }

  async ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Asked> {
    const answer = await this.response(path, headers);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode, text: text.trimEnd() };
  }

  /** What is said on a stream, as it comes. */
  async hear(path: string): Promise<{ said: string; isOver: boolean }> {
    const stream = await this.response(path);
    const heard = { said: '', isOver: false };
    stream.on('data', (chunk: Buffer) => (heard.said += chunk.toString()));
    stream.on('error', () => undefined);
    stream.once('close', () => (heard.isOver = true));
    return heard;
  }

  of(type: GorlEvent['type'], service?: string): readonly GorlEvent[] {
    return this.events.filter((event) => event.type === type && (service === undefined || event.service === service));
  }

  async listening(): Promise<void> {
    await this.until('the proxy', 60_000, () => this.proxyPort !== undefined);
  }
}

async function started(config: string, ...args: readonly string[]): Promise<Rig> {
  const rig = new Rig({ files: { ...project, '.air.toml': services + config } });
  rig.start(args);
  await rig.listening();
  return rig;
}

describe('routes', () => {
  test('lead to services by path and host; while one of them is replaced, its requests wait, and no others', async () => {
    await using rig = await started(proxy + api + admin);
    expect(await rig.ask('/api/users?all')).toEqual({ status: 200, text: 'api v1 /users?all /api' });
    expect(await rig.ask('/x', { Host: 'admin.localhost' })).toMatchObject({
      text: expect.stringMatching(/^admin v1 \/x/),
    });
    const page = await rig.ask('/', { Accept: 'text/html' });
    expect(page.text).toMatch(/<head><script src="\/__gorl\/client\.js\?page=[\w-]+\.\d+&#38;service=web"/);
    expect(page.text).toContain('front end');
    expect((await rig.ask('/apix')).status).toBe(404);
    expect((await rig.ask('/', { Host: 'evil.test' })).status).toBe(403);

    const pages = await rig.hear('/__gorl/events');
    const [ofApi, ofAdmin] = [
      await rig.hear('/api/events'),
      await rig.response('/events', { Host: 'admin.localhost' }),
    ];
    await waitFor(() => ofApi.said.includes('data: api') && pages.said.includes('"hello"'));
    rig.write('cmd/api/main.go', server('api', 'v2'));
    await rig.until('the end of the former api', 60_000, () => rig.of('process-exited', 'api').length > 0);
    // Its clients connect anew, to the next one.
    await waitFor(() => ofApi.isOver);
    const order: string[] = [];
    const held = rig.ask('/api/held').then(({ text }) => order.push(text));
    await Promise.all(
      [rig.ask('/'), rig.ask('/', { Host: 'admin.localhost' })].map(async (asked) =>
        order.push(`${(await asked).status}`),
      ),
    );
    expect([order, pages.said.includes('"reload"')]).toEqual([['200', '200'], false]);
    rig.write('open-v2', '');
    await held;
    expect(order.at(-1)).toBe('api v2 /held /api');
    expect(ofAdmin.closed).toBe(false);
    ofAdmin.destroy();
    await waitFor(() => pages.said.includes('"type":"reload"'), { timeoutMs: 20_000 });
    expect(['web', 'admin'].map((name) => rig.of('process-started', name).length)).toEqual([1, 1]);
    expect(rig.of('process-exited').map(({ service }) => service)).toEqual(['api']);

    rig.write('cmd/api/main.go', server('api', 'v2').replace('func main', 'func main()) {\nfunc main'));
    await waitFor(() => /"type":"problem".*"title":"api: .*"service":"api"/.test(pages.said), { timeoutMs: 60_000 });
    expect((await rig.ask('/api')).text).toBe('api v2 / /api');
  });

  test('change while gorl runs: the proxy goes on listening', async () => {
    await using rig = await started(proxy);
    await rig.until('the watch', 60_000, () => rig.of('watch-started').length > 0);
    await rig.until('all of them', 60_000, () => rig.of('process-ready').length === 3);
    expect((await rig.ask('/')).status).toBe(200);
    expect((await rig.ask('/api')).status).toBe(404);
    rig.write('.air.toml', services + proxy + api);
    await waitFor(async () => (await rig.ask('/api/x')).text === 'api v1 /x /api', { timeoutMs: 60_000 });
    expect(rig.of('config-reloaded').at(-1)).toMatchObject({ changed: ['proxy.routes', 'services.api'] });
    rig.write('.air.toml', services + proxy + api.replace('/api', '/v1'));
    await waitFor(async () => (await rig.ask('/v1/x')).text === 'api v1 /x /v1', { timeoutMs: 60_000 });
    expect((await rig.ask('/api/x')).status).toBe(404);
    const starts = rig.of('process-started', 'api').length;
    rig.write('.air.toml', services + proxy);
    await waitFor(async () => (await rig.ask('/v1/x')).status === 404, { timeoutMs: 60_000 });
    expect([rig.of('proxy-listening').length, rig.of('proxy-closed').length, starts]).toEqual([1, 0, 2]);
    rig.write('.air.toml', `${services}${proxy}[[proxy.routes]]\nservice = "ap"\npath = "/api"\n`);
    await rig.until('the fault', 30_000, () => rig.of('config-rejected').length > 0);
    await rig.until('the words', 30_000, () => rig.stderr.includes('there is no service "ap"'));
    expect((await rig.ask('/')).status).toBe(200);
  });

  test.each([
    ['web', '/api/x', 'api', '/', 'front end'],
    ['api', '/', 'web', '/api/x', 'api v1 /x /api'],
  ])('with --only %s, what %s is for is not there, and is told so', async (only, absent, name, there, text) => {
    await using rig = await started(proxy + api, '--only', only);
    expect(await rig.ask(absent)).toEqual({
      status: 502,
      text: `${name} is not run here: --only or --except leaves it out`,
    });
    expect((await rig.ask(there)).text).toContain(text);
  });
});
