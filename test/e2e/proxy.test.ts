import { request } from 'node:http';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const server = (version: string): string => `package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><head><title>page</title></head><body>${version}</body></html>")
	})
	http.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(50 * time.Millisecond)
		fmt.Fprint(w, "${version}")
	})
	// A start that takes a while.
	time.Sleep(100 * time.Millisecond)
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** A project whose app is behind the proxy; resolves when it has answered. */
async function started(): Promise<{ rig: GorlRig; ask: (path?: string, headers?: object) => Promise<Answer> }> {
  const rig = new GorlRig({
    files: {
      'go.mod': 'module example.com/proxied\n\ngo 1.19\n',
      'main.go': server('v1'),
      '.air.toml': '[proxy]\nenabled = true\n',
    },
  }).start();
  await rig.until('the proxy', 30_000, () => rig.proxyPort !== undefined);
  const ask = async (path = '/', headers: object = {}): Promise<Answer> => {
    const asked = request({
      host: '127.0.0.1',
      port: rig.proxyPort,
      path,
      agent: false,
      headers: { ...headers },
    }).end();
    const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode, text };
  };
  return { rig, ask };
}

test('requests wait for the app, the first one too, and none fails while it is replaced', async () => {
  const { rig, ask } = await started();
  await using _ = rig;
  const counts = new Map<string, number>();
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const { status, text } = await ask();
      const version = `${status} ${/<body>(\w+)/.exec(text)?.[1]}`;
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
  })();
  for (const version of ['v1', 'v2', 'v3']) {
    if (version !== 'v1') rig.write('main.go', server(version));
    await waitFor(() => (counts.get(`200 ${version}`) ?? 0) > 5, { timeoutMs: 60_000 });
  }
  isOver = true;
  await asking;
  expect([...counts.keys()]).toEqual(['200 v1', '200 v2', '200 v3']);
});

test('a page for a browser has the script, and hears of the next app', async () => {
  const { rig, ask } = await started();
  await using _ = rig;
  const page = await ask('/', { Accept: 'text/html' });
  const [, src = ''] = /<head><script src="([^"]*)"/.exec(page.text) ?? [];
  expect(src).toMatch(/^\/__gorl\/client\.js\?page=[\w-]+\.1$/);
  expect((await ask('/')).text).not.toContain('__gorl');
  const events = request({ host: '127.0.0.1', port: rig.proxyPort, path: '/__gorl/events', agent: false }).end();
  const [stream] = (await once(events, 'response')) as [NodeJS.ReadableStream];
  let heard = '';
  stream.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await waitFor(() => heard.includes('"type":"hello"'));
  rig.write('main.go', server('v2').replace('func main', 'func main()) {\nfunc main'));
  await waitFor(() => heard.includes('"type":"problem"'), { timeoutMs: 30_000 });
  expect(heard).toContain('"stillServing":true');
  expect((await ask()).text).toContain('v1');
  rig.write('main.go', server('v2'));
  await waitFor(() => heard.includes('"type":"reload"'), { timeoutMs: 30_000 });
  expect(heard.indexOf('"type":"fine"')).toBeLessThan(heard.indexOf('"type":"reload"'));
  expect((await ask()).text).toContain('v2');
  events.destroy();
});

test('with nothing to wait for, the answer says why', async () => {
  const { rig, ask } = await started();
  await using _ = rig;
  await ask();
  rig.write('.air.toml', '[proxy]\nenabled = true\n[build]\nstop_on_error = true\n');
  rig.write('main.go', 'package main\n\nfunc main() {\n\tmissing()\n}\n');
  await waitFor(() => rig.events.some(({ type }) => type === 'build-failed'), { timeoutMs: 30_000 });
  await waitFor(async () => (await ask()).status === 503, { timeoutMs: 10_000 });
  expect((await ask()).text).toContain('main.go:4: undefined: missing');
});
