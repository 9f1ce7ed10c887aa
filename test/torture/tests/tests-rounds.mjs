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
  const work = { gorl: 0, go: 0, news: 0 };
  let altered = 0;
  try {
    watched.start();
    await watched.rest(0);
    let before = await fullTests({ dir: plain, env: env('plain-cache') });
    for (let round = 1; round <= rounds; round++) {
      const mark = watched.events.length;
      const what = module.change();
      const after = await fullTests({ dir: plain, env: env('plain-cache') });
      const others = [...after].filter(([name, { outcome }]) => before.get(name)?.outcome !== outcome);
      altered += others.length;
      // Of a file that belongs to no test any more nobody hears; a whole go test takes longer than to hear of one.
      if (others.length > 0 || watched.hasHeard(mark))
        await watched.rest(mark).catch((error) => wrong.push(`round ${round}, ${what}: ${error.message}`));
      const tested = watched.tested(mark);
      for (const [name] of others) if (!tested.has(name)) wrong.push(`round ${round}, ${what}: ${name} was not tested`);
      for (const [name, { result }] of watched.results) {
        const now = after.get(name);
        if (now !== undefined && now.hasTests && result !== now.outcome.split(',')[0])
          wrong.push(`round ${round}, ${what}: ${name} is said to ${result}, and it is ${now.outcome}`);
      }
      const anew = { gorl: [...tested.values()].filter((isCached) => !isCached).length, ...uncached(after, before) };
      work.gorl += anew.gorl;
      work.go += anew.go;
      work.news += anew.news;
      log(`${round} ${what}: ${others.length} altered, ${anew.gorl} tested anew of ${anew.go}`);
      before = after;
    }
    const ratio = work.gorl / work.go;
    log(
      `seed ${seed}: ${rounds} changes, ${altered} results altered; gorl tested ${work.gorl} packages, go test ${work.go} that it did not know: ${ratio.toFixed(2)}; without those that fail as before ${work.news}: ${(work.gorl / work.news).toFixed(2)}; ${wrong.length} wrong`,
    );
    if (ratio > mostWork) wrong.push(`gorl tests ${ratio.toFixed(2)} times what go test does not know`);
    return wrong;
  } finally {
    await watched.stop();
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

const mostWork = 1.3;

/**
 * How many packages go test tested, or tried to build. It never knows the result of one that fails: `news` are the
 * others, and those that fail otherwise than before.
 */
function uncached(packages, before) {
  const tested = [...packages].filter(([, { isCached, hasTests }]) => hasTests && !isCached);
  const news = tested.filter(
    ([name, { outcome }]) => !outcome.startsWith('fail') || before.get(name)?.outcome !== outcome,
  );
  return { go: tested.length, news: news.length };
}
