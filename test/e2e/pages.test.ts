import { chmodSync, existsSync, realpathSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PagesRig } from '../support/pages-rig.ts';

const editor = `#!/bin/sh
for word; do echo "$word"; done >>"$EDITED.part"
mv "$EDITED.part" "$EDITED"
`;

/** A gorl whose editor writes down what it is called with. */
async function withEditor(name: string): Promise<{ rig: PagesRig; opened: () => Promise<readonly string[]> }> {
  const rig = new PagesRig({ files: { [`.bin/${name}`]: editor } });
  chmodSync(rig.path(`.bin/${name}`), 0o755);
  const edited = rig.path('.bin/edited');
  await rig.begin({ GORL_EDITOR: `${rig.path(`.bin/${name}`)} --first`, EDITED: edited });
  const opened = async (): Promise<readonly string[]> => {
    await rig.until('the editor', 20_000, () => existsSync(edited));
    return rig.read('.bin/edited').trim().split('\n');
  };
  return { rig, opened };
}

describe('a place in the editor', () => {
  test('opens with the token, and only then', async () => {
    const { rig, opened } = await withEditor('code');
    await using _ = rig;
    const place = { file: 'main.go', line: 12, column: 3 };
    expect(await rig.post('open', place, {})).toMatchObject({ status: 403 });
    const evil = { 'X-Gorl-Token': await rig.token(), Origin: 'https://evil.example' };
    expect(await rig.post('open', place, evil)).toMatchObject({ status: 403 });
    for (const file of ['/etc/passwd', '../../../../etc/passwd', 'file:///etc/passwd', '-n', '.bin', 'missing.go'])
      expect(await rig.post('open', { file, line: 1 }), file).toMatchObject({ status: 403 });
    expect(existsSync(rig.path('.bin/edited'))).toBe(false);
    expect(await rig.post('open', place)).toMatchObject({ status: 202 });
    expect(await opened()).toEqual(['--first', '-g', `${realpathSync(rig.path('main.go'))}:12:3`]);
  });

  test('does not open in an editor that needs a terminal: the page is told', async () => {
    const { rig } = await withEditor('vim');
    await using _ = rig;
    expect(await rig.post('open', { file: 'main.go', line: 1 })).toMatchObject({
      status: 500,
      text: expect.stringMatching(/^vim \(\$GORL_EDITOR\) needs a terminal of its own: set GORL_EDITOR/),
    });
    expect(existsSync(rig.path('.bin/edited'))).toBe(false);
  });
});

describe('what goes wrong in a page', () => {
  const error = { kind: 'error', message: 'Uncaught TypeError: x is null', stack: '', page: 'http://localhost/' };

  test('is shown, and floods nothing', async () => {
    await using rig = await new PagesRig().begin();
    const stack = `at later (${rig.proxyOrigin}/static/app.js:3:9)`;
    await rig.post('console', { ...error, stack, page: `${rig.proxyOrigin}/cart` });
    await rig.until('the line', 10_000, () => rig.stderr.includes('browser'));
    await rig.until('the words', 20_000, () =>
      / browser {3}Uncaught TypeError: x is null - \/static\/app.js:3:9 - on \/cart\n/.test(rig.stderr),
    );
    for (let round = 0; round < 20; round++)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) => rig.post('console', { ...error, message: `e${round * 50 + at}` })),
      );
    rig.signal('SIGTERM');
    await rig.waitForExit();
    expect(rig.events.filter(({ type }) => type === 'page-error').length).toBeLessThan(30);
    expect(rig.stderr.split('\n').length).toBeLessThan(60);
  });

  test('is refused without a token', async () => {
    await using rig = await new PagesRig().begin();
    expect(await rig.post('console', error, {})).toMatchObject({ status: 403 });
  });
});

describe('a save of a file for pages', () => {
  test('that the app serves as it is restarts nothing', async () => {
    await using rig = await (await new PagesRig().begin()).known();
    for (const path of ['/static/site.css', '/static/about.html']) await rig.ask(path);
    expect(await rig.save('static/site.css', 'h1 { color: blue }\n', 'pages-updated')).toEqual(['pages-updated']);
    expect(await rig.save('static/about.html', '<title>about us</title>\n', 'pages-updated')).toEqual([
      'pages-updated',
    ]);
    expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(1);
    // Events and words come through different pipes.
    const says = (line: string): Promise<void> => rig.until(line, 20_000, () => rig.stderr.includes(line));
    await says(' browser   static/site.css - pages take over the style\n');
    await says(' browser   static/about.html - pages reload\n');
  });

  test('that the app has read restarts it', async () => {
    await using rig = await (await new PagesRig().begin()).known();
    for (const path of ['/', '/kept.css']) await rig.ask(path);
    for (const name of ['page.html', 'kept.css']) {
      const types = await rig.save(name, `/* ${name} */\n`, 'process-ready');
      expect(types).not.toContain('pages-updated');
      expect(types).not.toContain('build-started');
      expect((await rig.ask(name === 'page.html' ? '/' : '/kept.css')).text).toBe(`/* ${name} */\n`);
    }
  });

  test('that nobody has asked for is told of, and restarts nothing', async () => {
    await using rig = await (await new PagesRig().begin()).known();
    const types = await rig.save('static/site.css', 'h1 { color: blue }\n', 'nothing-to-do');
    expect(types.filter((type) => type !== 'notice')).toEqual(['nothing-to-do']);
    expect(rig.events.at(-1)).toMatchObject({ reason: 'no page has asked for it' });
  });

  test('that is embedded builds', async () => {
    const app = `package main

import (
	"embed"
	"net/http"
	"os"
)

//go:embed static
var static embed.FS

func main() {
	http.Handle("/", http.FileServer(http.FS(static)))
	_ = http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`;
    await using rig = await (await new PagesRig({ files: { 'main.go': app } }).begin()).known();
    await rig.ask('/static/site.css');
    expect(await rig.save('static/site.css', 'h1 { color: blue }\n', 'process-ready')).toContain('build-started');
    expect((await rig.ask('/static/site.css')).text).toBe('h1 { color: blue }\n');
  });

  test('in the directory that is left out otherwise', async () => {
    const rig = new PagesRig({ files: { 'assets/site.css': '' } });
    rig.write('main.go', rig.read('main.go').replace('http.Dir("static")', 'http.Dir("assets")'));
    await using _ = await (await rig.begin()).known();
    await rig.ask('/static/site.css');
    expect(await rig.save('assets/site.css', 'h1 { color: blue }\n', 'pages-updated')).toEqual(['pages-updated']);
  });

  test('is of no interest without a proxy', async () => {
    await using rig = new PagesRig({ files: { '.air.toml': '' } });
    rig.start();
    const { files, directories } = await rig.waitForEvent('watch-started');
    // The source, the module, and two pages; no style.
    expect([files, directories]).toEqual([5, 2]);
  });
});
