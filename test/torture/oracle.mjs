import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Place } from './edit-places.mjs';
import { editKinds } from './edits.mjs';
import { Judge } from './judge.mjs';
import { freePort, randomNumbers } from './module.mjs';
import { PlainBuilds } from './plain-builds.mjs';
import { Tree } from './tree.mjs';
import { WatchedCommand } from './watched-command.mjs';
import { makeWorkspace, writeWorkspace } from './workspace.mjs';

/**
 * Whether gorl builds exactly when the binary can change: each kind of edit, and its undo, on a generated workspace,
 * with a gorl at work on each command, held against plain builds.
 */

export const oracleKinds = Object.keys(editKinds);

/**
 * @param options.kinds of `oracleKinds`
 * @param options.cacheDir GOCACHE of gorl and of the plain builds; default: one for each, and empty
 * @returns what went wrong, one line each
 */
export async function oracle({
  kinds,
  seed,
  packages,
  commands: count,
  withoutCgo = false,
  cacheDir,
  log = () => undefined,
}) {
  const base = mkdtempSync(join(tmpdir(), 'gorl-oracle-'));
  const random = randomNumbers(seed);
  const cgo = !withoutCgo && hasCompiler();
  if (!cgo) log(`${withoutCgo ? 'as asked' : 'no gcc'}: without the kinds that need cgo`);
  const workspace = makeWorkspace({ packages, commands: count, random, cgo });
  writeWorkspace(base, workspace);
  const tree = new Tree(base);
  const place = new Place({ tree, random, workspace, cgo });
  const env = {
    ...process.env,
    GOFLAGS: '',
    GOPROXY: 'off',
    GOWORK: '',
    GO111MODULE: '',
    CGO_ENABLED: cgo ? '1' : '0',
  };
  const specs = workspace.commands.map(({ name, dir, target }) => ({
    name,
    dir: join(base, dir),
    target,
    package: join(base, dir, target),
  }));
  const plain = new PlainBuilds({
    commands: specs,
    env: { ...env, GOCACHE: cacheDir ?? join(base, 'cache-plain') },
    out: join(base, 'plain'),
  });
  const gorlEnv = { ...env, GOCACHE: cacheDir ?? join(base, 'cache-gorl'), TORTURE_PORT: String(await freePort()) };
  const commands = specs.map((spec) => new WatchedCommand(spec, gorlEnv));
  const judge = new Judge({ commands, plain, log });
  try {
    const startedMs = performance.now();
    for (const command of commands) command.start();
    await judge.begin();
    log(`${packages} packages, ${commands.length} commands, seed ${seed}: began after ${seconds(startedMs)}`);
    for (const kind of kinds) {
      if (editKinds[kind].needsCgo === true && !cgo) continue;
      await perform(kind, { judge, tree, place });
    }
    log(`seed ${seed}: ${judge.summary()}, ${seconds(startedMs)}`);
    judge.needless.forEach((line) => log(`needless: ${line}`));
    return judge.wrong;
  } finally {
    await Promise.all(commands.map((command) => command.stop()));
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

async function perform(kind, { judge, tree, place }) {
  const steps = editKinds[kind](place);
  for (const [number, [effect, act]] of steps.entries())
    await judge.edit(steps.length === 1 ? kind : `${kind}, step ${number + 1}`, effect, act);
  const isComment = steps.every(([effect]) => effect === 'comment');
  await judge.edit(`${kind}, undone`, isComment ? 'comment' : 'any', () => tree.undo());
}

const seconds = (sinceMs) => `${Math.round((performance.now() - sinceMs) / 1000)} s`;

function hasCompiler() {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
