import { cpSync, existsSync, mkdirSync, readlinkSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig, type GorlEvent } from '../support/gorl-rig.ts';
import { said, talkingApp } from '../support/talking-app.ts';

const isNotice = (text: string) => (event: GorlEvent) => event.type === 'notice' && event.message.startsWith(text);

async function running(more = ''): Promise<GorlRig> {
  const config = `[build]\npre_cmd = ["mkdir -p made-by-a-hook"]\nlog = "build.log"\n${more}`;
  const rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': config } });
  rig.start();
  await rig.waitForEvent('process-ready');
  await rig.until('the watches', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  return rig;
}

/** An edit that another binary comes of is built and runs. */
async function goesOn(rig: GorlRig): Promise<void> {
  await rig.waitForMatch('the return', isNotice('the project directory is back'));
  rig.write('main.go', rig.read('main.go').replace(/version = ".*"/, 'version = "after"'));
  await rig.until('the new program', 60_000, () => rig.stdout.includes('"version":"after"'));
  expect(readlinkSync(`/proc/${rig.pid}/cwd`)).toBe(realpathSync(rig.dir));
}

test('the project is moved away and back: nothing is written meanwhile, then gorl goes on', async () => {
  await using rig = await running();
  const away = `${rig.dir}-away`;
  renameSync(rig.dir, away);
  try {
    await rig.waitForMatch('the word of it', isNotice('the project directory is gone; waiting for it'));
    expect(existsSync(rig.dir)).toBe(false);
    const builds = rig.events.filter(({ type }) => type === 'build-started').length;
    // What is saved elsewhere meanwhile is not the project's.
    cpSync(`${away}/main.go`, `${away}/copy.txt`);
    expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(builds);
    expect(existsSync(rig.dir)).toBe(false);
  } finally {
    renameSync(away, rig.dir);
  }
  await goesOn(rig);
  expect(rig.events.filter(isNotice('the project directory is gone'))).toHaveLength(1);
});

test('the project is removed and another one comes in its place', async () => {
  await using rig = await running();
  const kept = `${rig.dir}-kept`;
  cpSync(rig.dir, kept, { recursive: true });
  try {
    // Moved first, as a removal file by file may well be seen half done.
    renameSync(rig.dir, `${kept}/old`);
    await rig.waitForMatch('the word of it', isNotice('the project directory is gone; waiting for it'));
    expect(existsSync(rig.dir)).toBe(false);
    rmSync(`${kept}/old`, { recursive: true });
    expect(existsSync(rig.dir)).toBe(false);
    mkdirSync(rig.dir);
    cpSync(kept, rig.dir, { recursive: true });
    await goesOn(rig);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
});

test('the project is moved away during a build: nothing of it is made anew', async () => {
  await using rig = await running();
  const away = `${rig.dir}-away`;
  // A hook that takes as long as the test wants, then a build that would make its output's directory.
  rig.write('.air.toml', `[build]\npre_cmd = ["echo begun; while [ ! -e go-on ]; do sleep 0.05; done"]\n`);
  await rig.waitForEvent('command-output', ({ text }) => text.includes('begun'));
  renameSync(rig.dir, away);
  try {
    await rig.waitForMatch('the word of it', isNotice('the project directory is gone; waiting for it'));
    await rig.waitForEvent('build-cancelled');
    const { diagnostics } = await rig.waitForEvent('build-failed');
    expect(diagnostics.map(({ message }) => message)).toEqual([
      `the project directory is gone: ${realpathSync(away).replace(/-away$/, '')}`,
    ]);
    writeFileSync(`${away}/go-on`, '');
    expect(existsSync(rig.dir)).toBe(false);
  } finally {
    renameSync(away, rig.dir);
  }
  await rig.waitForMatch('the return', isNotice('the project directory is back'));
  await rig.waitForEvent('build-succeeded');
});

test('the app ends while the project is away, and is to be run again: nothing of it is made anew', async () => {
  await using rig = await running('rerun = true\nrerun_delay = 1\n');
  const [dir, away] = [realpathSync(rig.dir), `${rig.dir}-away`];
  renameSync(rig.dir, away);
  try {
    await rig.waitForMatch('the word of it', isNotice('the project directory is gone; waiting for it'));
    process.kill((await said(rig)).pid, 'SIGKILL');
    const { end } = await rig.waitForEvent('process-exited', (event) => event.end.type === 'spawn-failed');
    expect(end).toEqual({ type: 'spawn-failed', message: `the project directory is gone: ${dir}` });
    expect(existsSync(rig.dir)).toBe(false);
  } finally {
    renameSync(away, rig.dir);
  }
  await goesOn(rig);
});
