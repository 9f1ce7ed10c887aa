import { spawn } from 'node:child_process';

/**
 * What is true, found out without gorl: a whole `go test -json` of a copy of the module, with a build cache of its own.
 *
 * @returns by import path: what its tests came to, as text, and whether the go command knew it
 */
export async function fullTests({ dir, env }) {
  const { stdout, stderr } = await output('go', ['test', '-json', './...'], { cwd: dir, env });
  const packages = new Map();
  const of = (name) => {
    const known = packages.get(name) ?? { tests: [], isCached: false, result: '' };
    packages.set(name, known);
    return known;
  };
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { Action: action, Package: name, Test: test, Output: text = '' } = JSON.parse(line);
    if (name === undefined) continue;
    const one = of(name);
    if (action === 'output' && test === undefined && /^ok\s.*\(cached\)/.test(text)) one.isCached = true;
    if (action !== 'pass' && action !== 'fail' && action !== 'skip') continue;
    if (test === undefined) one.result = action;
    else one.tests.push(`${test} ${action}`);
  }
  if (packages.size === 0) throw new Error(`go test said nothing: ${stderr}`);
  return new Map(
    [...packages].map(([name, { tests, isCached, result }]) => [
      name,
      { outcome: [result, ...tests.toSorted()].join(', '), isCached, hasTests: result !== 'skip' },
    ]),
  );
}

function output(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => (texts[name] += text));
    child.once('error', reject);
    child.once('close', () => resolve(texts));
  });
}
