import { execFileSync } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort, GorlRig, projectRoot } from '../support/gorl-rig.ts';

async function ask(port: number, path = '/', headers = {}): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, path, headers, agent: false, timeout: 20_000 }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return textOf(answer);
}

async function post(port: number, path: string, body: string, headers = {}): Promise<string> {
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const asked = { host: '127.0.0.1', port, method: 'POST', path, agent: false, headers: { ...type, ...headers } };
  const [answer] = (await once(request(asked).end(body), 'response')) as [IncomingMessage];
  return textOf(answer);
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return `${answer.statusCode} ${text.trim()}`;
}

async function isOpen(rig: GorlRig): Promise<void> {
  await rig.until('the proxy', 30_000, () => rig.proxyPort !== undefined);
}

/** Why the go command fails there; undefined when it does not. */
function failureOf(example: string, args: readonly string[]): string | undefined {
  try {
    const cwd = join(projectRoot, 'examples', example);
    execFileSync('go', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
    return undefined;
  } catch (error) {
    return String(error).split('\n', 2).join(' ');
  }
}

test('live-reload-html: what was signed outlives a build, styles and templates do what its README says', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'examples/live-reload-html' });
  rig.write('.air.toml', rig.read('.air.toml').replaceAll('8080', String(port)));
  rig.start();
  await isOpen(rig);
  await rig.waitForEvent('process-ready');
  expect(await post(port, '/', 'entry=Ann+was+here')).toMatch(/^303 /);
  expect(await ask(port, '/static/site.css')).toContain('rebeccapurple');

  rig.write('main.go', rig.read('main.go').replace('Guest book', 'Our guests'));
  await rig.until('the new title', 60_000, async () => (await ask(port)).includes('<h1>Our guests</h1>'));
  expect(await ask(port)).toContain('Ann was here');

  rig.write('templates/index.html', rig.read('templates/index.html').replace('>Sign<', '>Write<'));
  await rig.until('the new template', 60_000, async () => (await ask(port)).includes('<button>Write</button>'));
  expect(await ask(port)).toContain('Ann was here');

  const starts = rig.events.filter(({ type }) => type === 'process-started').length;
  rig.write('static/site.css', rig.read('static/site.css').replace('rebeccapurple', 'teal'));
  await rig.waitForEvent('pages-updated');
  expect(await ask(port, '/static/site.css')).toContain('teal');
  expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(starts);
});

describe('gin-htmx: pages by templ, fragments by htmx', () => {
  const browser = { Accept: 'text/html' };
  let missing: string | undefined;
  beforeAll(() => {
    // The two others compile what is compiled once and for all.
    for (const args of [
      ['mod', 'download'],
      ['tool', 'templ', 'version'],
      ['build', '-o', '/dev/null', '.'],
    ])
      missing ??= failureOf('gin-htmx', args);
  }, 370_000);

  test('a saved template is one build, and a fragment has no script of gorl', async ({ skip }) => {
    if (missing !== undefined && /unknown directive|requires go >=/.test(missing))
      return skip(`needs Go 1.24: ${missing}`);
    if (missing !== undefined) expect.unreachable(missing);
    const port = await freePort();
    await using rig = new GorlRig({ from: 'examples/gin-htmx' });
    const generated = rig.read('views/page_templ.go');
    rig.write('.air.toml', rig.read('.air.toml').replaceAll('8080', String(port)));
    rig.start();
    await isOpen(rig);
    await rig.waitForEvent('generator-finished', ({ generator }) => generator === 'templ');
    await rig.waitForEvent('process-ready');
    expect(rig.read('views/page_templ.go'), 'what is committed was made by another templ').toBe(generated);
    const page = await ask(port, '/', browser);
    expect(page).toMatch(/^200 <!doctype html>.*<h1>Packing list<\/h1>/);
    expect(page).toContain('<script src="/__gorl/client.js');
    const htmx = readFileSync(join(projectRoot, 'node_modules/htmx.org/dist/htmx.min.js'), 'utf8');
    expect(await ask(port, '/static/htmx.min.js')).toBe(`200 ${htmx.trim()}`);

    const fragment = await post(port, '/items', 'name=Socks+%26+shoes', { ...browser, 'HX-Request': 'true' });
    expect(fragment).toMatch(
      /^200 <section id="list"><p>1 of 4 packed<\/p>.*<span>Socks &amp; shoes<\/span>.*<\/section>$/,
    );
    expect(fragment).not.toContain('__gorl');
    expect(await post(port, '/items/3', 'packed=on', { 'HX-Request': 'true' })).toContain('<p>2 of 4 packed</p>');

    rig.write('views/page.templ', rig.read('views/page.templ').replace('"Packing list"', '"What to pack"'));
    await rig.until('the new title', 60_000, async () => (await ask(port)).includes('<h1>What to pack</h1>'));
    expect(await ask(port, '/', browser)).toContain('<p>2 of 4 packed</p>');
    expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(2);
  });
});

describe('zero-downtime: no request fails while the server is replaced', () => {
  let missing: string | undefined;
  beforeAll(() => {
    missing = failureOf('zero-downtime', ['mod', 'download']);
  }, 130_000);

  test.each([
    { name: 'proxy, start-first', config: '.air.toml', args: [], file: 'main.go' },
    { name: 'socket', config: 'socket.toml', args: ['-c', 'socket.toml'], file: 'main.go' },
    { name: 'gin, socket', config: 'socket.toml', args: ['run', '-c', 'socket.toml', './gin'], file: 'gin/main.go' },
  ])('$name', async ({ config, args, file }) => {
    if (missing !== undefined) expect.unreachable(`its modules cannot be had: ${missing}`);
    const port = await freePort();
    await using rig = new GorlRig({ from: 'examples/zero-downtime' });
    rig.write(config, rig.read(config).replaceAll('8080', String(port)));
    rig.start(args);
    if (config === '.air.toml') await isOpen(rig);
    await rig.waitForEvent('process-ready');
    const answers = new Set<string>();
    let isOver = false;
    const asking = (async () => {
      while (!isOver) answers.add(await ask(port).catch(String));
    })();
    const isAnswered = (version: number): boolean => answers.has(`200 version ${version}`);
    await rig.until('the first answer', 20_000, () => isAnswered(1));
    for (const version of [2, 3]) {
      rig.write(file, rig.read(file).replace(/version \d/, `version ${version}`));
      await rig.until(`version ${version}`, 60_000, () => isAnswered(version));
    }
    isOver = true;
    await asking;
    expect([...answers]).toEqual(['200 version 1', '200 version 2', '200 version 3']);
  });
});

test('testify-suite: red by one save, green by the next, as its README says', async () => {
  const missing = failureOf('testify-suite', ['mod', 'download']);
  if (missing !== undefined) expect.unreachable(`its modules cannot be had: ${missing}`);
  await using rig = new GorlRig({ from: 'examples/testify-suite' });
  const source = rig.read('cart/cart.go');
  rig.start(['test']);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: true, counts: { failed: 0 } });

  rig.write('cart/cart.go', source.replace('Item{name, price, quantity}', 'Item{name, price, 1}'));
  expect((await rig.waitForEvent('tests-finished')).ok).toBe(false);
  const failed = rig.events.filter((event) => event.type === 'test-failed');
  expect(failed.map(({ test: name }) => name)).toEqual(['TestCartSuite/TestCheckout', 'TestItems']);
  const [ofSuite, ofItems] = failed.map(({ diagnostics }) => diagnostics.map(({ message }) => message));
  expect(ofSuite).toEqual(['Not equal:\nexpected: 700\nactual  : 350']);
  expect(ofItems?.[0]).toContain('@@ -4,3 +4,3 @@\n   Price: (int) 350,\n-  Quantity: (int) 2\n+  Quantity: (int) 1');
  expect(ofItems?.[1]).toContain('Items() mismatch (-want +got):');

  rig.write('cart/cart.go', source);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: true, failing: [] });
});

test('services: a job goes through all three, and a save concerns whom it does, as its README says', async () => {
  const [proxyPort, apiPort] = [await freePort(), await freePort()];
  await using rig = new GorlRig({ from: 'examples/services' });
  rig.write(
    '.air.toml',
    rig.read('.air.toml').replaceAll('8081', String(apiPort)).replaceAll('8080', String(proxyPort)),
  );
  rig.start();
  await isOpen(rig);
  await rig.until('the front end', 60_000, async () => (await ask(proxyPort)).includes('<h1>Jobs</h1>'));
  const starts = (): readonly unknown[] =>
    rig.events.filter(({ type }) => type === 'process-started').map(({ service }) => service);
  await rig.until('the worker', 60_000, () => starts().includes('worker'));
  expect(starts().indexOf('api')).toBeLessThan(starts().indexOf('worker'));
  expect(await post(proxyPort, '/api/jobs', 'hello')).toMatch(/^201/);
  await rig.until('the work', 20_000, async () => (await ask(proxyPort, '/api/jobs')).includes('HELLO'));
  await rig.until('its line', 20_000, () => rig.stdout.includes('worker | job 0 is done: HELLO'));
  await rig.until('the watch', 20_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  await rig.waitForEvent('process-ready', ({ service }) => service === 'worker');

  rig.write('jobs/jobs.go', rig.read('jobs/jobs.go').replace('ToUpper', 'ToLower'));
  await rig.waitForEvent('process-ready', ({ service }) => service === 'worker');
  await rig.until('the api', 60_000, () =>
    rig.events.some(({ type, service }) => type === 'nothing-to-do' && service === 'api'),
  );
  expect(starts()).toHaveLength(4);
  expect(starts()).toEqual(expect.arrayContaining(['api', 'web', 'worker']));
  expect(await ask(proxyPort, '/api/jobs')).toContain('HELLO');
});
