// One way to replace an app: so many saves while requests come in, and what became of the requests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../torture/module.mjs';
import { serverFiles, serverSource } from './server.mjs';

const limitMs = 60_000;

/**
 * @param options.gorl argv of gorl; `air`: argv of air
 * @returns failures by kind, latencies in ms, and POSTs that the app saw twice or never
 */
export async function reloadsUnderLoad(way, { dir, env, reloads, perSecond, gorl, air, log = () => undefined }) {
  const ports = { port: await freePort(), app: await freePort() };
  const seen = join(dir, '..', 'seen.txt');
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(serverFiles(way.end, 'v0'))) writeFileSync(join(dir, name), text);
  writeFileSync(join(dir, '.air.toml'), way.config(ports));
  const argv = way.tool === 'air' ? air : gorl;
  const tool = spawn(argv[0], argv.slice(1), {
    cwd: dir,
    env: { ...env, ...way.env?.(ports), LOAD_SEEN: seen },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  tool.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-5000)));
  const exited = once(tool, 'exit');
  try {
    await untilAnswered(ports.port, 'v0', () => said);
    const client = spawn(
      process.execPath,
      [join(import.meta.dirname, 'client.mjs'), String(ports.port), String(perSecond)],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    let text = '';
    client.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    const clientEnded = once(client, 'close');
    for (let reload = 1; reload <= reloads; reload += 1) {
      writeFileSync(join(dir, 'main.go'), serverSource(way.end, `v${reload}`));
      await untilAnswered(ports.port, `v${reload}`, () => said);
      // What was held is answered, and some answers are of a server at rest.
      await sleep(200);
      if (reload % 20 === 0) log(`${reload} reloads`);
    }
    client.stdin.end();
    await clientEnded;
    return { ...JSON.parse(text), ...postsSeen(seen, JSON.parse(text)) };
  } finally {
    tool.kill('SIGINT');
    await Promise.race([exited, sleep(10_000)]);
    try {
      if (tool.pid !== undefined) process.kill(-tool.pid, 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  }
}

function postsSeen(file, { posts, failures }) {
  const all = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const failed = Object.entries(failures).reduce((sum, [name, n]) => (name.startsWith('POST') ? sum + n : sum), 0);
  return { twice: all.length - new Set(all).size, unseen: posts - failed - new Set(all).size };
}

async function untilAnswered(port, version, said) {
  const endsAt = performance.now() + limitMs;
  while (performance.now() < endsAt) {
    if ((await answer(port).catch(() => '')).startsWith(`${version} `)) return;
    await sleep(20);
  }
  throw new Error(`${version} did not answer on port ${port}:\n${said()}`);
}

async function answer(port) {
  const asked = request({ host: '127.0.0.1', port, agent: false, timeout: limitMs }).end();
  const [response] = await once(asked, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}
