import { describe, expect, test } from 'vitest';
import { hasErrors, loadConfig } from '../../../../src/config/read/load.ts';

function problemsOf(text: string) {
  return loadConfig({ file: { path: '/p/.air.toml', shown: '.air.toml', text }, platform: 'linux', env: {}, flags: [] })
    .diagnostics;
}

/** As `line:column severity: message (hint)`. */
function listOf(text: string): string[] {
  return problemsOf(text).map(({ severity, message, location, hint }) => {
    const place = location === undefined ? '' : `${location.line}:${location.column} `;
    return `${place}${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
}

describe('problems', () => {
  test('are told all at once, in the order of the file', () => {
    const text = `
      rooot = "."
      cmd = "go build"
      tmp_dir = 5
      [biuld]
      cmd = "x"
      [build]
      tmp_dir = "y"
      delay = "1000"
      excludeDir = ["a"]
      exclude_dir = "vendor"
      include_ext = ["go", 3]
      poll = "true"
      rerun_delay = 1.5
      kill_delay = -1
      stop_signal = "SIGTREM"
      pre_cmd = 2020-01-01
      [build.linux]
      delay = 5
      cdm = "x"
      args_bin = "a"
      [build.windows]
      cmd = false
      [build.plan9]
      cmd = "x"
      [proxy]
      proxy_port = 70_000
      enabled = { x = 1 }
      [color]
      mode = "sometimes"
      [screen]
      keep_scroll = nan
      [something_else]
      a = 1
    `;
    expect(listOf(text)).toMatchInlineSnapshot(`
      [
        "2:7 warning: unknown key "rooot", which is ignored (did you mean root?)",
        "3:7 warning: unknown key "cmd", which is ignored (did you mean build.cmd? It belongs in the [build] table)",
        "4:17 error: tmp_dir must be a string, not a number (put it in quotes)",
        "5:8 warning: unknown table "biuld", which is ignored (did you mean [build]?)",
        "8:7 warning: unknown key "build.tmp_dir", which is ignored (did you mean tmp_dir? It belongs above the first table)",
        "9:15 error: build.delay must be a whole number of milliseconds, not a string ("1000") (write it without quotes: 1000)",
        "10:7 warning: unknown key "build.excludeDir", which is ignored (did you mean build.exclude_dir?)",
        "11:21 error: build.exclude_dir must be a list of strings, not a string ("vendor") (write it as a list: ["vendor"])",
        "12:28 error: build.include_ext must contain only strings, but entry 2 is a number (put it in quotes)",
        "13:14 error: build.poll must be true or false, not a string ("true") (write it without quotes: true)",
        "14:21 error: build.rerun_delay must be a whole number of milliseconds, not a number with a fraction (1.5)",
        "15:20 error: build.kill_delay must not be negative, but is -1",
        "16:21 error: build.stop_signal must be one of SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, not "SIGTREM" (did you mean "SIGTERM"?)",
        "17:17 error: build.pre_cmd must be a list of strings, not a date",
        "19:7 warning: unknown key "build.linux.delay", which is ignored ([build.linux] may hold only pre_cmd, cmd, post_cmd, bin, entrypoint, full_bin, args_bin)",
        "20:7 warning: unknown key "build.linux.cdm", which is ignored (did you mean build.linux.cmd?)",
        "21:18 error: build.linux.args_bin must be a list of strings, not a string ("a") (write it as a list: ["a"])",
        "23:13 error: build.windows.cmd must be a string, not false (put it in quotes)",
        "24:14 warning: unknown table "build.plan9", which is ignored",
        "27:20 error: proxy.proxy_port must be 65535 or less, not 70000",
        "28:17 error: proxy.enabled must be true or false, not a table",
        "30:14 error: color.mode must be one of auto, always, never, not "sometimes"",
        "32:21 error: screen.keep_scroll must be true or false, not NaN",
        "33:8 warning: unknown table "something_else", which is ignored",
      ]
    `);
  });

  test('of rules', () => {
    const text = `
      [[build.rules]]
      name = "a"
      include_ext = ["css"]
      [[build.rules]]
      cmd = "x"
      [[build.rules]]
      cmd = 5
      includ_dir = ["x"]
      delay = -5
    `;
    expect(listOf(text)).toMatchInlineSnapshot(`
      [
        "2:15 error: build.rules[0] has no cmd (add the command that the rule runs: cmd = "…")",
        "5:15 error: build.rules[1] does not say which files it is for (add include_dir, include_ext or include_file)",
        "8:13 error: build.rules[2].cmd must be a string, not a number (put it in quotes)",
        "9:7 warning: build.rules[2] has an unknown key "includ_dir", which is ignored (did you mean include_dir?)",
      ]
    `);
    expect(listOf('build.rules = [1]\ncolor = 5\n[[log]]')).toMatchInlineSnapshot(`
      [
        "1:16 error: build.rules[0] must be a table, not a number",
        "2:1 error: color must be a table, not a number (begin the table with [color])",
        "3:3 error: log must be a table, not a list (begin the table with [log])",
      ]
    `);
  });

  test.each([
    ['a = 1\na = 2'],
    ['[build]\ncmd = go build'],
    ['[build]\ncmd = "x\n'],
    ['[build\n'],
    ['[build]\n[build]'],
    ['[build]\ndelay = 10 ms'],
    ['é = 1'],
  ])('of syntax: %j', (text) => {
    expect(listOf(text)).toMatchSnapshot();
    expect(hasErrors(problemsOf(text))).toBe(true);
  });

  test('a key of another table is named in full', () => {
    expect(listOf('app_port = 1\n[proxy]\nbin = "x"\n[log]\nroot = "y"')).toEqual([
      '1:1 warning: unknown key "app_port", which is ignored (did you mean proxy.app_port? It belongs in the [proxy] table)',
      '3:1 warning: unknown key "proxy.bin", which is ignored (did you mean build.bin? It belongs in the [build] table)',
      '5:1 warning: unknown key "log.root", which is ignored (did you mean root? It belongs above the first table)',
    ]);
  });

  test('another word for a key is understood', () => {
    expect(listOf('tmp_folder = "x"\n[build]\nignore_dirs = ["x"]\npoll_interval = 500\n[log]\ncommand = "x"')).toEqual(
      [
        '1:1 warning: unknown key "tmp_folder", which is ignored (did you mean tmp_dir?)',
        '3:1 warning: unknown key "build.ignore_dirs", which is ignored (did you mean build.exclude_dir?)',
        '6:1 warning: unknown key "log.command", which is ignored (did you mean build.cmd? It belongs in the [build] table)',
      ],
    );
  });

  test('unknown keys alone are no errors', () => {
    const problems = problemsOf('x = 1\n[build]\ny = 2\n[z.a]\nb = 1');
    expect(problems).toHaveLength(3);
    expect(hasErrors(problems)).toBe(false);
  });

  test('the excerpt holds two lines before and after', () => {
    const [problem] = problemsOf('# 1\r\n# 2\r\n# 3\r\n"é" = 4\r\n# 5\r\n# 6\r\n# 7');
    expect(problem?.location?.excerpt).toEqual({ firstLine: 2, lines: ['# 2', '# 3', '"é" = 4', '# 5', '# 6'] });
    expect(problemsOf('x = 1\n')[0]?.location?.excerpt).toEqual({ firstLine: 1, lines: ['x = 1'] });
  });

  test('bin is a key like any other, whatever air says of it', () => {
    expect(listOf('[build]\nbin = "./a"')).toEqual([]);
  });

  test('extensions with a dot match nothing', () => {
    expect(listOf('[build]\ninclude_ext = ["go", ".html", "tar.gz", "*"]')).toEqual([
      '2:15 warning: build.include_ext: ".html" matches no file (write the last extension without its dot: "html")',
      '2:15 warning: build.include_ext: "tar.gz" matches no file (write the last extension without its dot: "gz")',
    ]);
  });

  test('thousands of unknown keys are not all told', () => {
    const text = Array.from({ length: 5000 }, (_, index) => `key_${index} = 1`).join('\n');
    const problems = problemsOf(`${text}\nroot = 1`);
    expect(problems).toHaveLength(102);
    expect(problems.at(-1)?.message).toBe('4900 more warnings are not shown');
    expect(problems.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });
});
