import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderConfig } from '../../../src/cli/config-page.ts';
import { showConfig, type ConfigRow } from '../../../src/config/describe/show.ts';
import { keys } from '../../../src/config/keys/keys.ts';
import { loadConfig } from '../../../src/config/read/load.ts';
import { createTheme } from '../../../src/report/terminal/theme.ts';
import { visibleWidth } from '../../../src/report/terminal/wrap.ts';

const rowsOf = (text: string): readonly ConfigRow[] =>
  showConfig(
    loadConfig({ file: { path: '/p/.air.toml', shown: '.air.toml', text }, platform: 'linux', env: {}, flags: [] }),
  );
const rows = rowsOf(
  'tmp_dir = "out"\n[build]\ncmd = "go build -o ./tmp/shop ./cmd/shop"\nkill_delay = "2s"\nsend_interrupt = false\n[log]\ntime = true\n',
);
const plain = { theme: createTheme({ color: false, unicode: true }), columns: undefined };
const colored = { theme: createTheme({ color: true, unicode: true }), columns: undefined };

describe('gorl config', () => {
  test('what is set, by the tables of the file', () => {
    expect(renderConfig(rows, false, plain)).toMatchInlineSnapshot(`
      "tmp_dir        = "out"                                .air.toml:1 (default: "tmp")

      [build]
      cmd            = "go build -o ./tmp/shop ./cmd/shop"  .air.toml:3 (air's default: "go build -o ./tmp/main .")
      send_interrupt = false                                .air.toml:5 (default: true; air's default: false)
      kill_delay     = "2s"                                 .air.toml:4 (no effect: send_interrupt = false kills at once)

      [log]
      time           = true                                 .air.toml:7

      5 set; gorl config --all shows the other 77 settings with their defaults
      "
    `);
  });

  test('in 40 columns', () => {
    expect(renderConfig(rows, false, { ...plain, columns: 40 })).toMatchInlineSnapshot(`
      "tmp_dir        = "out"
          .air.toml:1 (default: "tmp")

      [build]
      cmd            = "go build -o ./tmp/shop
          ./cmd/shop"  .air.toml:3
          (air's default: "go build -o
           ./tmp/main .")
      send_interrupt = false
          .air.toml:5
          (default: true; air's default:
           false)
      kill_delay     = "2s"
          .air.toml:4
          (no effect: send_interrupt = false
           kills at once)

      [log]
      time           = true
          .air.toml:7

      5 set; gorl config --all shows the other
        77 settings with their defaults
      "
    `);
  });

  test('nothing is set', () => {
    expect(renderConfig(rowsOf(''), false, plain)).toBe(
      `nothing is set; gorl config --all shows all ${keys.length} settings with their defaults\n`,
    );
  });

  test('all: every key once, in its table, and what holds where air has another default', () => {
    const text = renderConfig(rowsOf(''), true, plain);
    const [top = '', ...tables] = text.trimEnd().split('\n\n');
    const shown = tables.flatMap((block) => {
      const [title = '', ...lines] = block.split('\n');
      return lines.map((line) => `${title.slice(1, -1)}.${line.split(' ')[0]}`);
    });
    expect([...top.split('\n').map((line) => line.split(' ', 1)[0] ?? ''), ...shown].toSorted()).toEqual(
      [...keys].toSorted(),
    );
    expect(text).toMatch(/^send_interrupt += true +default \(air: false\)$/m);
    expect(text).toMatch(
      /^delay += \(after 15 ms of quiet, 1000 ms at most\) +default \(air: 1000 before each build\)$/m,
    );
  });

  test('colors change nothing else, and what is set stands out', () => {
    const text = renderConfig(rows, true, colored);
    expect(stripVTControlCharacters(text)).toBe(renderConfig(rows, true, plain));
    const { strong, dim, accent } = colored.theme;
    expect(text).toContain(strong('"out"'));
    expect(text).toContain(accent('.air.toml:1'));
    expect(text).toContain(dim('default'));
    expect(text).toContain(`${strong('[build]')}\n`);
  });

  test.each([40, 80])('%i columns are enough where the words are', (columns) => {
    const text = renderConfig(rowsOf(''), true, { ...colored, columns });
    const broken = text.split('\n').filter((line) => visibleWidth(line) > columns && /\S {1,2}\S.*\S \S/.test(line));
    expect(broken).toEqual([]);
  });
});
