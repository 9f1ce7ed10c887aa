import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig, type RigOptions } from '../support/gorl-rig.ts';
import { talkingApp } from '../support/talking-app.ts';

const everything = 'include_ext = ["*"]\n';

/** bash becomes gorl, with its streams led elsewhere. */
function led(redirection: string): Pick<RigOptions, 'node' | 'nodeArgs'> {
  return { node: 'bash', nodeArgs: ['-c', `exec "$0" "$@" ${redirection}`, process.execPath] };
}

/** Each input makes gorl write to a file that `include_ext = ["*"]` has it watch; `wrote` says that it did. */
test.each<{ what: string; config: string; options?: RigOptions; wrote: (rig: GorlRig) => boolean }>([
  {
    what: 'its output in a file',
    config: `[build]\n${everything}`,
    options: led('> dev.log 2>&1'),
    wrote: (rig) => rig.read('dev.log').includes('ready'),
  },
  {
    what: 'its output through tee',
    config: `[build]\n${everything}`,
    options: led('> >(tee dev.log > /dev/null) 2>&1'),
    wrote: (rig) => rig.read('dev.log').includes('ready'),
  },
  {
    what: 'its output through a filter and tee',
    config: `[build]\n${everything}`,
    options: led('> >(sed -u s/never/ever/ | tee dev.log > /dev/null) 2>&1'),
    wrote: (rig) => rig.read('dev.log').includes('ready'),
  },
  {
    what: 'the log of failed builds outside tmp_dir',
    config: `[build]\n${everything}log = "../build.log"\n`,
    wrote: (rig) => rig.read('build.log').includes('build failed'),
  },
  {
    what: 'binaries and work directories, with the root as tmp_dir',
    config: `tmp_dir = "."\n[build]\n${everything}`,
    wrote: (rig) => readdirSync(rig.dir).some((name) => /\.gorl-\d+-/.test(name)),
  },
])('$what starts nothing', async ({ config, options, wrote }) => {
  await using rig = new GorlRig({ ...options, files: { ...talkingApp(), '.air.toml': config } });
  rig.start();
  await rig.waitForEvent('process-ready');
  const source = rig.read('main.go');
  for (const round of [1, 2, 3]) {
    rig.write('main.go', `${source}broken ${round}\n`);
    await rig.waitForEvent('build-failed');
    rig.write('main.go', `${source}// ${round}\n`);
    await rig.waitForMatch('the end of the build', ({ type }) => type === 'nothing-to-do' || type === 'process-ready');
  }
  expect(wrote(rig)).toBe(true);
  expect(takenUp(rig)).toEqual(['main.go']);
});

test('the event stream in a watched file starts nothing', async () => {
  await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': `[build]\n${everything}` } });
  rig.start(['--events', 'events.ndjson']);
  const events = (type: string): number =>
    existsSync(rig.path('events.ndjson')) ? rig.read('events.ndjson').split(`"type":"${type}"`).length - 1 : 0;
  await rig.until('the app', 60_000, () => events('process-ready') === 1);
  for (const round of [1, 2, 3]) {
    rig.write('main.go', `${rig.read('main.go')}broken ${round}\n`);
    await rig.until('the build', 60_000, () => events('build-failed') === round);
  }
  const lines = readFileSync(rig.path('events.ndjson'), 'utf8').split('\n');
  const changes = lines.filter((line) => line.includes('"type":"files-changed"'));
  expect(changes).toHaveLength(3);
  expect(changes.join('\n')).not.toContain('events.ndjson');
});

function takenUp(rig: GorlRig): readonly string[] {
  const files = rig.events.flatMap((event) => (event.type === 'files-changed' ? event.files : []));
  return [...new Set(files.map(({ rel }) => rel))];
}
