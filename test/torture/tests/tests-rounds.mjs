import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fullTests } from './full-tests.mjs';
import { TestedModule } from './tested-module.mjs';
import { WatchedTests } from './watched-tests.mjs';

/** Whether `gorl test` runs each test whose result a change alters, and not many others. */

/** @returns what went wrong, one line each */
export async function testsRounds({ packages, rounds, seed, log = () => undefined }) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-tests-')));
  const [dir, plain] = ['project', 'plain'].map((name) => join(base, name));
  [dir, plain].forEach((each) => mkdirSync(each));
  const env = (name) => ({ ...process.env, GOCACHE: join(base, name), GOFLAGS: '', GOWORK: 'off', CI: '' });
  const module = new TestedModule({ dirs: [dir, plain], packages, seed });
  const watched = new WatchedTests(dir, env('cache'));
  const wrong = [];
  /** Packages that were tested anew: by gorl, by go test. */
  const work = { gorl: 0, go: 0 };
  let altered = 0;
  try {
    watched.start();
    await watched.rest(0);
    let before = await fullTests({ dir: plain, env: env('plain-cache') });
    for (let round = 1; round <= rounds; round++) {
      const mark = watched.events.length;
      const what = module.change();
      const after = await fullTests({ dir: plain, env: env('plain-cache') });
      await watched.rest(mark).catch((error) => wrong.push(`round ${round}, ${what}: ${error.message}`));
      const tested = watched.tested(mark);
      const others = [...after].filter(([name, { outcome }]) => before.get(name)?.outcome !== outcome);
      altered += others.length;
      for (const [name] of others) if (!tested.has(name)) wrong.push(`round ${round}, ${what}: ${name} was not tested`);
      for (const [name, { result }] of watched.results) {
        const now = after.get(name);
        if (now !== undefined && now.hasTests && result !== now.outcome.split(',')[0])
          wrong.push(`round ${round}, ${what}: ${name} is said to ${result}, and it is ${now.outcome}`);
      }
      const anew = { gorl: [...tested.values()].filter((isCached) => !isCached).length, go: uncached(after) };
      work.gorl += anew.gorl;
      work.go += anew.go;
      log(`${round} ${what}: ${others.length} altered, ${anew.gorl} tested anew of ${anew.go}`);
      before = after;
    }
    const ratio = work.gorl / work.go;
    log(
      `seed ${seed}: ${rounds} changes, ${altered} results altered; gorl tested ${work.gorl} packages, go test ${work.go} that it did not know: ${ratio.toFixed(2)}; ${wrong.length} wrong`,
    );
    if (ratio > mostWork) wrong.push(`gorl tests ${ratio.toFixed(2)} times what go test does not know`);
    return wrong;
  } finally {
    await watched.stop();
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

const mostWork = 1.3;

/** A package that could not be built was not tested, but the go command tried. */
function uncached(packages) {
  return [...packages.values()].filter(({ isCached, hasTests }) => hasTests && !isCached).length;
}
