import { describe, expect, test } from 'vitest';
import { load, loadClean } from './load-text.ts';

describe('values that are adjusted', () => {
  test('poll_interval is at least 500; 0 is the default', () => {
    const low = loadClean('[build]\npoll_interval = 100');
    expect(low.settings['build.poll_interval']).toBe(500);
    expect(low.notes).toMatchObject([
      {
        message: 'build.poll_interval is 100 ms, below the minimum; gorl uses 500 ms',
        location: { line: 2, column: 17 },
      },
    ]);
    expect(loadClean('[build]\npoll_interval = 0\n[proxy]\napp_start_timeout = 0')).toMatchObject({
      settings: { 'build.poll_interval': 500, 'proxy.app_start_timeout': 5000 },
      notes: [],
    });
  });

  test('an unknown color is white, with a warning', () => {
    const loaded = load('[color]\nmain = "pink"');
    expect(loaded.settings['color.main']).toBe('white');
    expect(loaded.diagnostics).toMatchObject([{ severity: 'warning', location: { line: 2, column: 8 } }]);
  });

  test('entrypoint may be text', () => {
    expect(loadClean('[build]\nentrypoint = "./a b"').settings['build.entrypoint']).toEqual(['./a b']);
  });

  test('line ends of Windows within a text of several lines are none for the shell', () => {
    const toml = [
      '[build]',
      'cmd = """',
      'go generate ./...',
      'go build -o tmp/x \\',
      '  .',
      '"""',
      "full_bin = '''",
      'A=1',
      "./tmp/x'''",
      '[[build.rules]]',
      'name = "r"',
      'include_ext = ["x"]',
      'cmd = """a',
      'b"""',
      '[nonsense]',
      '',
    ].join('\r\n');
    const { settings, rules, diagnostics } = load(toml);
    expect(settings['build.cmd']).toBe('go generate ./...\ngo build -o tmp/x .\n');
    expect(settings['build.full_bin']).toBe('A=1\n./tmp/x');
    expect(JSON.stringify(rules)).not.toContain('\\r');
    expect(diagnostics[0]).toMatchObject({ location: { line: 15 } });
  });

  test('a byte order mark and CRLF do no harm', () => {
    expect(loadClean('\uFEFFroot = "x"\r\n[build]\r\ncmd = "y"\r\n').settings).toMatchObject({
      root: 'x',
      'build.cmd': 'y',
    });
  });
});
