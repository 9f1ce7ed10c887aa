import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { AppState } from '../../../../src/report/screen/app-state.ts';
import { stateLine } from '../../../../src/report/screen/state-line.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';
import { visibleWidth } from '../../../../src/report/terminal/wrap.ts';

const theme = createTheme({ color: false, unicode: true });

function lineOf(reports: readonly Report[], cells: number, shown = theme): string {
  const state = new AppState();
  for (const report of reports) state.note(report, 0);
  return stateLine(
    state.state(),
    { theme: shown, nowMs: 0, keys: true, keyboard: 'gorl', timeOfDay: () => '14:03:41', buildStage: () => undefined },
    cells,
  );
}

/** Listening there, on as many ports as there are addresses of this machine. */
function ready(addresses: readonly string[], sinceSaveMs?: number): readonly Report[] {
  const ports = addresses.filter((each) => each.includes('localhost')).map((each) => Number(each.split(':').at(-1)));
  const started: Report = { type: 'process-started', run: 1, generation: 1, pid: 7 };
  const more = sinceSaveMs === undefined ? {} : { sinceSaveMs };
  return [started, { type: 'process-ready', run: 1, generation: 1, pid: 7, ports, addresses, ...more }];
}

const one = ['http://localhost:8080'];
const three = [...one, 'https://localhost:8443', 'localhost:9000'];
const everywhere = [...one, 'http://192.168.1.5:8080'];
const proxy: Report = { type: 'proxy-listening', url: 'http://localhost:3000' };

describe('where the app is', () => {
  test.each<[string, readonly Report[], number, string]>([
    ['one address', ready(one), 80, '● ready http://localhost:8080'],
    ['after a save', ready(one, 532), 80, '● ready http://localhost:8080 · live 532 ms after save'],
    ['after a save, narrow', ready(one, 532), 40, '● ready http://localhost:8080'],
    ['three', ready(three), 80, '● ready http://localhost:8080 · https://localhost:8443 · localhost:9000'],
    [
      'three, after a save',
      ready(three, 532),
      86,
      '● ready http://localhost:8080 · https://localhost:8443 +1 · live 532 ms after save',
    ],
    ['three, narrow', ready(three), 40, '● ready http://localhost:8080 +2'],
    ['the network', ready(everywhere), 80, '● ready http://localhost:8080 · http://192.168.1.5:8080'],
    ['the network, narrow', ready(everywhere), 40, '● ready http://localhost:8080'],
    ['a unix socket', ready(['unix:/tmp/app.sock']), 80, '● ready unix:/tmp/app.sock · pid 7'],
    ['the proxy first', [proxy, ...ready(one)], 80, '● ready http://localhost:3000 · http://localhost:8080'],
    ['the proxy first, narrow', [proxy, ...ready(one)], 40, '● ready http://localhost:3000'],
    [
      'the proxy no more',
      [proxy, ...ready(one), { type: 'proxy-closed', url: proxy.url }],
      80,
      '● ready http://localhost:8080',
    ],
    [
      'a further port',
      [...ready(one), { type: 'process-listening', run: 1, ports: [8080, 9000], added: [9000], addresses: three }],
      80,
      '● ready http://localhost:8080 · https://localhost:8443 · localhost:9000',
    ],
    [
      'none is known',
      [...ready([]).slice(0, 1), { type: 'process-ready', run: 1, generation: 1, pid: 7, ports: [8080] }],
      80,
      '● ready :8080',
    ],
  ])('%s', (_, reports, cells, expected) => expect(lineOf(reports, cells)).toBe(expected));

  test('as a link that takes no room, and is whole or not there', () => {
    const links = createTheme({ color: true, unicode: true, links: true });
    for (let cells = 1; cells <= 90; cells++) {
      const line = lineOf(ready(three, 532), cells, links);
      expect(visibleWidth(line)).toBeLessThanOrEqual(cells);
      // Each link is opened and closed.
      expect(line.split('\u001b]8;;').length % 2).toBe(1);
    }
    expect(lineOf(ready(one), 40, links)).toContain('\u001b]8;;http://localhost:8080\u001b\\');
  });
});
