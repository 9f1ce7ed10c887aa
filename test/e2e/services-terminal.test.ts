import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { EmulatedTerminal } from '../support/emulated-terminal.ts';
import { tryKill } from '../support/gorl-rig.ts';
import { config, run } from '../support/many-services.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const controlBracket = '\u001d';

/** Says what it has for a terminal, at once and whenever that changes. */
const sized = run(
  [
    'streams() { for fd in 0 1 2; do if [ -t $fd ]; then printf "tty "; else printf "none "; fi; done; }',
    'trap \'echo "resized $(stty size)"\' WINCH',
    'if [ -t 1 ]; then printf "\\033[32mgreen\\033[0m\\n"; fi',
    'streams; echo "size $(stty size 2>&1)"',
    'echo to stderr >&2; echo "FORCE=$FORCE_COLOR"; while :; do sleep 0.05; done',
  ].join('; '),
);

/** Asks, and answers what is typed. */
const asking = (name: string): string =>
  run(
    `trap 'echo ${name} interrupted' INT; while :; do printf '${name}? '; if read -r line; then echo "${name} hello $line"; fi; done`,
  );

/** What is said, without colors. */
const untilSaid = (rig: TerminalRig, text: RegExp): Promise<void> =>
  rig.until(String(text), 60_000, () => text.test(stripVTControlCharacters(rig.screen)));

test('each service has a terminal of its own, as wide as the names leave, and keeps its colors', async () => {
  await using rig = new TerminalRig({ files: { '.air.toml': config({ api: sized, worker: sized }) } }).start();
  // Of 30 rows and 100 columns, the last row is gorl's, and nine cells are a name’s.
  await untilSaid(rig, /^api {4}│ tty tty tty size 29 91\r?$/m);
  await untilSaid(rig, /^worker │ tty tty tty size 29 91\r?$/m);
  await untilSaid(rig, /^api {4}│ green\r?$[^]*^api {4}│ to stderr\r?$[^]*^api {4}│ FORCE=\r?$/m);
  expect(rig.screen).toContain('│\u001b[22m \u001b[32mgreen\u001b[0m');
  expect(rig.screen).not.toContain('wants a terminal');
  rig.resize(60, 20);
  await untilSaid(rig, /^api {4}│ resized 19 51\r?$/m);
  await untilSaid(rig, /^worker │ resized 19 51\r?$/m);
  await rig.waitForEvent('watch-started');
  rig.write('.air.toml', config({ api: sized, worker: sized, 'a-longer-name': sized }));
  await untilSaid(rig, /^api {11}│ resized 19 44\r?$/m);
  await untilSaid(rig, /^a-longer-name │ tty tty tty size 19 44\r?$/m);
  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);
});

test('where stdout is no terminal, and with app.tty = false, services have pipes', async () => {
  const files = { '.air.toml': config({ api: sized, web: `${sized}\napp.tty = false` }) };
  await using rig = new TerminalRig({ files }).start();
  await untilSaid(rig, /^api │ tty tty tty size 29 94\r?$/m);
  await untilSaid(rig, /^web │ none none none size/m);
  rig.press('2');
  await rig.waitForScreen('web is shown alone');
  rig.press('i');
  await rig.waitForScreen('web has no terminal of its own to type into');
  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);

  await using piped = new TerminalRig({ files });
  piped.startShell('$GORL | cat');
  await untilSaid(piped, /^api [|│] none none none size/m);
  piped.press('q');
  expect(await piped.waitForExit()).toBe(0);
});

test('i hands the keyboard to the service that is shown alone, whose line is there as it is typed', async () => {
  const files = { '.air.toml': `build.kill_delay = "100ms"\n${config({ api: asking('api'), web: asking('web') })}` };
  await using rig = new TerminalRig({ files }).start();
  const terminal = new EmulatedTerminal(100, 30);
  let seen = 0;
  const rows = (): string[] => {
    terminal.write(rig.written.slice(seen));
    seen = rig.written.length;
    return terminal
      .screen()
      .map((row) => row.trimEnd())
      .filter((row) => row !== '');
  };
  const untilLast = (what: string, line: string | RegExp): Promise<void> =>
    rig.until(what, 60_000, () => {
      const last = rows().at(-2) ?? '';
      return typeof line === 'string' ? last === line : line.test(last);
    });
  // What is asked is shown though its line does not end.
  await rig.until('both questions', 60_000, () => ['api │ api?', 'web │ web?'].every((line) => rows().includes(line)));
  rig.press('i');
  await rig.waitForScreen('show one service first: press 1…9');
  rig.press('2');
  await untilLast('its question', 'web │ web?');
  rig.press('i');
  await rig.until(
    'the hint',
    60_000,
    () => rows().at(-1)?.startsWith('keys go to web, Ctrl-] takes them back') === true,
  );
  rig.press('qi1');
  await untilLast('what is typed', 'web │ web? qi1');
  rig.press('\u007f');
  await untilLast('what is taken back', 'web │ web? qi');
  rig.press('ck\r');
  await untilLast('the next question', 'web │ web?');
  expect(rows()).toContain('web │ web hello qick');
  // The service is interrupted, and nobody else.
  rig.press('\u0003');
  await rig.until('the interrupt', 60_000, () => rows().some((row) => row.endsWith('web interrupted')));
  rig.press(`${controlBracket}1`);
  await untilLast('the question of the other', 'api │ api?');
  rig.press('i');
  await rig.until('its hint', 60_000, () => rows().at(-1)?.startsWith('keys go to api') === true);
  rig.press('name\r');
  await rig.until('the answer of the other', 60_000, () => rows().includes('api │ api hello name'));
  rig.press(`${controlBracket}q`);
  expect(await rig.waitForExit()).toBe(0);
  expect(rig.survivors()).toEqual([]);
});

test('with --stdin, the keys are those of the service that is shown alone', async () => {
  const files = { '.air.toml': `build.kill_delay = "100ms"\n${config({ api: asking('api'), web: asking('web') })}` };
  await using rig = new TerminalRig({ files }).start(['--stdin']);
  await rig.waitForScreen(/ready.*api/);
  rig.press('q');
  await rig.waitForScreen('show one service first: press 1…9');
  rig.press(`${controlBracket}1`);
  await rig.waitForScreen('api is shown alone');
  rig.press('bob\r');
  await rig.waitForScreen('api hello bob');
  rig.press(`${controlBracket}q`);
  expect(await rig.waitForExit()).toBe(0);
});

test('where no terminals can be made, services have pipes, and gorl keeps its row', async () => {
  const files = { '.air.toml': config({ api: sized, web: sized }) };
  await using rig = new TerminalRig({ files, env: { XDG_CACHE_HOME: '/dev/null/none' } }).start();
  await untilSaid(rig, /^api │ none none none size/m);
  await untilSaid(rig, /^web │ none none none size/m);
  await rig.until('the row', 60_000, () => {
    const terminal = new EmulatedTerminal(100, 30);
    terminal.write(rig.written);
    return terminal.screen().at(-1) === 'api ●  web ●';
  });
  rig.press('1');
  await rig.waitForScreen('api is shown alone');
  rig.press('i');
  await rig.waitForScreen(/api has no terminal of its own to type into: \S/);
  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);
});

test('a service that is ready when it says so may say it in color', async () => {
  const colored = `${run('printf "\\r10%%\\r\\033[32mre\\033[1mady\\033[0m now\\n"; read -r end')}\nready.log = "^ready now$"`;
  const files = { '.air.toml': config({ api: colored, web: `${sized}\ndepends_on = ["api"]` }) };
  await using rig = new TerminalRig({ files }).start();
  await untilSaid(rig, /^api │ ready now\r?$/m);
  await untilSaid(rig, /^web │ tty tty tty size/m);
  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);
});

test('when gorl is killed, no service is left with its terminal', async () => {
  const child = run('echo up; (trap "" HUP; while :; do sleep 0.05; done) & wait');
  await using rig = new TerminalRig({ files: { '.air.toml': config({ api: child, web: child }) } }).start();
  await untilSaid(rig, /^api │ up\r?$/m);
  await untilSaid(rig, /^web │ up\r?$/m);
  expect(rig.survivors().length).toBeGreaterThan(4);
  tryKill(rig.pid, 'SIGKILL');
  await rig.until('nobody left', 60_000, () => rig.survivors().length === 0, { intervalMs: 50 });
  await rig.until('margins that are put right', 60_000, () => rig.written.includes('\u001b[r\u001b[999;1H'));
  expect(await rig.waitForExit()).toBe(137);
});

test('whatever one does to its terminal, the lines of others and the last row stay', async () => {
  const rude = run(
    [
      "printf '\\033]0;mine\\007\\033[2J\\033[3J\\033[H\\033[1;5r\\033[?6h\\033[?25l'",
      "printf '\\033[?1049h\\033[30;1Hfull screen\\033[?1049l'",
      "for n in 1 2 3 4 5 6 7 8 9; do printf '\\033[%d;3Hrow %d' $((n*3)) $n; printf '\\r%d0%%' $n; done",
      "printf '\\033c\\033[10A\\033[41mred, and no end'",
      'while :; do sleep 0.05; done',
    ].join('; '),
  );
  const calm = run('n=0; while [ $n -lt 12 ]; do n=$((n+1)); echo "calm $n"; sleep 0.05; done; read -r end');
  await using rig = new TerminalRig({ files: { '.air.toml': config({ rude, calm }) } }).start();
  const terminal = new EmulatedTerminal(100, 30);
  let seen = 0;
  const all = (): string => {
    terminal.write(rig.written.slice(seen));
    seen = rig.written.length;
    return terminal.screen().join('\n');
  };
  await rig.until(
    'what has no end',
    60_000,
    () => all().includes('rude │ red, and no end') && all().includes('calm 12'),
  );
  for (let n = 1; n <= 12; n += 1) expect(all()).toContain(`\ncalm │ calm ${n}\n`);
  expect(all()).toMatch(/rude ●  calm ●$/);
  expect(all()).toContain('rude │ draws on the whole screen');
  // oxlint-disable-next-line no-control-regex
  expect(rig.written).not.toMatch(/\u001b\]0;|\u001b\[1;5r|\u001b\[[23]J|\u001bc/);
  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);
});
