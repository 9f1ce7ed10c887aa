import { execFileSync } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort, GorlRig, projectRoot } from '../support/gorl-rig.ts';

async function ask(port: number, path = '/'): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, path, agent: false, timeout: 20_000 }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return `${answer.statusCode} ${text.trim()}`;
}

async function isOpen(rig: GorlRig): Promise<void> {
  await rig.until('the proxy', 30_000, () => rig.stderr.includes('proxy http://localhost'));
}

test('live-reload-html: what was signed outlives a build, styles and templates do what its README says', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'examples/live-reload-html' });
  rig.write('.air.toml', rig.read('.air.toml').replaceAll('8080', String(port)));
  rig.start();
  await isOpen(rig);
  await rig.waitForEvent('process-ready');
  const signed = request({
    ...{ host: '127.0.0.1', port, method: 'POST', path: '/', agent: false },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }).end('entry=Ann+was+here');
  const [answer] = (await once(signed, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(303);
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

describe('zero-downtime: no request fails while the server is replaced', () => {
  let missing: string | undefined;
  beforeAll(() => {
    try {
      const cwd = join(projectRoot, 'examples/zero-downtime');
      execFileSync('go', ['mod', 'download'], { cwd, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
    } catch (error) {
      missing = `its modules cannot be had: ${String(error).split('\n', 2).join(' ')}`;
    }
  }, 130_000);

  test.each([
    { name: 'proxy, start-first', config: '.air.toml', args: [], file: 'main.go' },
    { name: 'socket', config: 'socket.toml', args: ['-c', 'socket.toml'], file: 'main.go' },
    { name: 'gin, socket', config: 'socket.toml', args: ['run', '-c', 'socket.toml', './gin'], file: 'gin/main.go' },
  ])('$name', async ({ config, args, file }) => {
    if (missing !== undefined) expect.unreachable(missing);
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
