import { parseArgs } from 'node:util';
import { cases } from '../test/proxy-cases/cases.ts';
import { compare } from '../test/proxy-cases/compare.ts';
import { ProxiedApp, type Doors } from '../test/proxy-cases/proxied-app.ts';
import { full, short } from '../test/proxy-cases/proxy-case.ts';
import { freePort } from '../test/support/free-port.ts';

const gorlBin = new URL('../../bin/gorl.js', import.meta.url).pathname;

const usage = `Every case of test/proxy-cases against the built gorl (npm run build first): the app asked directly, and through gorl.

npm run proxy-cases -- [--full] [--only TEXT] [--air FILE]
  --full   1 GB up and down, an event stream of a minute
  --only   the cases with that text in their names
  --air    the same through air's proxy, in a column of its own
`;

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    air: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** gorl finds the app's port by itself, air has to be told. */
async function started(name: 'gorl' | 'air', use: (doors: Doors) => Promise<void>): Promise<void> {
  const [proxyPort, appPort] = [await freePort(), await freePort()];
  const config = `[proxy]\nenabled = true\nproxy_port = ${proxyPort}\n`;
  await using app =
    name === 'gorl'
      ? new ProxiedApp([process.execPath, gorlBin], config, process.env)
      : new ProxiedApp([values.air ?? ''], `${config}app_port = ${appPort}\n`, {
          ...process.env,
          PORT: String(appPort),
        });
  await use(await app.doors(name, proxyPort));
}

/** What each case came to: a word, or the differences. */
async function column(name: 'gorl' | 'air'): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  await started(name, async (doors) => {
    for (const each of cases.filter((one) => one.name.includes(values.only))) {
      const canBe = each.needsHttp2 !== true || doors.hasHttp2;
      const result = canBe
        ? await compare(each, doors, values.full ? full : short).catch((error: Error) => [error.message])
        : ['not asked: Go before 1.24 has no HTTP/2 without TLS'];
      found.set(each.name, result);
      const mark = result.length === 0 ? 'same' : result.join('\n    ');
      console.log(`${name}: ${each.name}: ${mark}`);
    }
  });
  return found;
}

async function main(): Promise<number> {
  const gorl = await column('gorl');
  const air = values.air === undefined ? undefined : await column('air');
  const width = Math.max(...[...gorl.keys()].map(({ length }) => length));
  const word = (lines: readonly string[] | undefined): string =>
    lines === undefined ? '' : lines.length === 0 ? 'same' : `differs: ${lines[0]}`;
  console.log(`\n${'case'.padEnd(width)}  ${'gorl'.padEnd(8)}${air === undefined ? '' : '  air'}`);
  for (const [name, lines] of gorl)
    console.log(
      `${name.padEnd(width)}  ${word(lines).padEnd(8)}${air === undefined ? '' : `  ${word(air.get(name))}`}`,
    );
  const same = (all: Map<string, string[]>): number => [...all.values()].filter((lines) => lines.length === 0).length;
  console.log(`gorl: ${same(gorl)} of ${gorl.size} the same${air === undefined ? '' : `, air: ${same(air)}`}`);
  return same(gorl) === gorl.size ? 0 : 1;
}

if (values.help) console.log(usage);
else process.exitCode = await main();
