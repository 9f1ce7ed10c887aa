import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { listenToPages } from '../support/gorl-token.ts';
import { GorlRig } from '../support/gorl-rig.ts';
import { PagesRig } from '../support/pages-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const run = promisify(execFile);
const proxy = '[proxy]\nenabled = true\n';
const reloads = (heard: string): number => heard.split('{"type":"reload"}').length - 1;

/** What a tool does with the file, as the README says. */
const script = `. ./tmp/gorl-reload.env
node -e "fetch(process.argv[1], { method: 'POST', headers: { 'X-Gorl-Token': process.argv[2] } })
  .then((answer) => (process.exitCode = answer.status === 202 ? 0 : 1))" "$GORL_RELOAD_URL" "$GORL_RELOAD_TOKEN"
`;

test('other tools make pages reload by what is in tmp_dir, for its owner only, while gorl runs', async () => {
  await using rig = new PagesRig({ files: { 'reload.sh': script } });
  await rig.begin();
  await using pages = await listenToPages(rig.proxyPort);
  const file = rig.path('tmp/gorl-reload.env');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(rig.read('tmp/gorl-reload.env')).toBe(
    `GORL_RELOAD_URL=http://127.0.0.1:${rig.proxyPort}/__gorl/reload\nGORL_RELOAD_TOKEN=${await rig.token()}\n`,
  );
  await run('sh', ['reload.sh'], { cwd: rig.dir, env: rig.env() });
  await waitFor(() => reloads(pages.heard) === 1);
  rig.signal('SIGTERM');
  await rig.waitForExit();
  expect(existsSync(file)).toBe(false);
});

test('of two gorls in one tmp_dir the later one has the file, and keeps it', async () => {
  await using first = new PagesRig();
  await first.begin();
  await using second = new GorlRig({ files: { 'go.mod': first.read('go.mod'), 'main.go': first.read('main.go') } });
  for (const name of ['page.html', 'kept.css']) second.write(name, '');
  second.write('.air.toml', `tmp_dir = ${JSON.stringify(first.path('tmp'))}\n${proxy}`);
  const earlier = first.read('tmp/gorl-reload.env');
  second.start();
  await second.until('its file', 60_000, () => first.read('tmp/gorl-reload.env') !== earlier);
  const later = first.read('tmp/gorl-reload.env');
  first.signal('SIGTERM');
  await first.waitForExit();
  expect(first.read('tmp/gorl-reload.env')).toBe(later);
  second.signal('SIGTERM');
  await second.waitForExit();
  expect(existsSync(first.path('tmp/gorl-reload.env'))).toBe(false);
});

test('hooks and rules have it in their environment, the app has not; a rule reloads pages itself', async () => {
  const config = `${proxy}
[build]
pre_cmd = ["env >env.hook"]
full_bin = "env >env.app; exec ./tmp/main"

[[build.rules]]
name = "style"
cmd = "env >env.rule"
include_file = ["style.txt"]
run = "reload"
`;
  await using rig = new PagesRig({ files: { '.air.toml': config, 'style.txt': '' } });
  await rig.begin();
  await using pages = await listenToPages(rig.proxyPort);
  await rig.until('the watch', 30_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  rig.write('style.txt', 'new\n');
  expect((await rig.waitForEvent('rule-finished')).next).toBe('reload');
  await waitFor(() => reloads(pages.heard) === 1);
  expect(rig.stderr).toContain('the pages reload');
  rig.write('page.html', 'new\n');
  await rig.waitForEvent('process-started', ({ run: number }) => number === 2);
  for (const name of ['env.hook', 'env.rule']) {
    expect(rig.read(name), name).toContain(`GORL_RELOAD_URL=http://127.0.0.1:${rig.proxyPort}/__gorl/reload\n`);
    expect(rig.read(name), name).toContain(`GORL_RELOAD_TOKEN=${await rig.token()}\n`);
  }
  expect(rig.read('env.app')).not.toContain('GORL_RELOAD');
});

const keeper = `package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const version = "v1"

func main() {
	dir := os.Getenv("GORL_STATE_DIR")
	file := filepath.Join(dir, "runs.go")
	before, _ := os.ReadFile(file)
	_ = os.WriteFile(file, append(before, []byte(version+"\\n")...), 0o600)
	fmt.Printf("%s %q\\n", dir, string(before))
	time.Sleep(time.Hour)
}
`;

test('what the app keeps in GORL_STATE_DIR survives its restarts, builds nothing, and goes with gorl', async () => {
  await using rig = new GorlRig({ files: { 'go.mod': 'module example.com/keeper\n\ngo 1.19\n', 'main.go': keeper } });
  const said = async (text: string): Promise<void> =>
    rig.until(text, 60_000, () => rig.stdout.endsWith(`${JSON.stringify(text)}\n`));
  rig.start();
  await said('');
  const [dir = ''] = rig.stdout.split(' ');
  expect(dir.startsWith(rig.path('tmp/'))).toBe(true);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  await rig.until('the watch', 30_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  rig.write('main.go', keeper.replace('v1', 'v2'));
  await said('v1\n');
  rig.write('main.go', keeper.replace('v1', 'v3'));
  await said('v1\nv2\n');
  expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(3);
  rig.signal('SIGKILL');
  await rig.nobodyLeft();
  expect(readdirSync(dir)).toEqual(['runs.go']);
  rig.start();
  await said('');
  await rig.until('the former one to be swept', 10_000, () => !existsSync(dir));
  const [next = ''] = rig.stdout.split('\n').at(-2)?.split(' ') ?? [];
  rig.signal('SIGTERM');
  await rig.waitForExit();
  expect(existsSync(next)).toBe(false);
});
