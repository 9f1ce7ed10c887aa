import { describe, expect, test } from 'vitest';
import { keys } from '../../../../src/config/keys/keys.ts';
import { loadConfig } from '../../../../src/config/read/load.ts';
import { loadClean } from './load-text.ts';

describe('defaults', () => {
  test("are air's", () => {
    expect(loadConfig({ platform: 'linux', env: {}, flags: [] }).settings).toMatchInlineSnapshot(`
      {
        "app.tty": true,
        "build.args_bin": [],
        "build.bin": "./tmp/main",
        "build.cmd": "go build -o ./tmp/main .",
        "build.debug": false,
        "build.delay": 1000,
        "build.entrypoint": [],
        "build.exclude_dir": [
          "assets",
          "tmp",
          "vendor",
          "testdata",
        ],
        "build.exclude_file": [],
        "build.exclude_regex": [
          "_test.go",
        ],
        "build.exclude_unchanged": false,
        "build.fast_lane": true,
        "build.follow_symlink": false,
        "build.full_bin": "",
        "build.ignore_dangerous_root_dir": false,
        "build.include_dir": [],
        "build.include_ext": [
          "go",
          "tpl",
          "tmpl",
          "html",
        ],
        "build.include_file": [],
        "build.kill_delay": 0,
        "build.line_cutoff": false,
        "build.log": "build-errors.log",
        "build.no_dwarf": false,
        "build.no_rebuild_ext": [],
        "build.poll": false,
        "build.poll_interval": 500,
        "build.post_cmd": [],
        "build.pre_cmd": [],
        "build.rerun": false,
        "build.rerun_delay": 500,
        "build.respect_gitignore": true,
        "build.send_interrupt": false,
        "build.stop_on_error": false,
        "build.stop_signal": "SIGINT",
        "build.tuned": true,
        "build.vcs_stamp": false,
        "color.app": "",
        "color.build": "yellow",
        "color.main": "magenta",
        "color.mode": "",
        "color.runner": "green",
        "color.watcher": "cyan",
        "env_files": [],
        "listen": [],
        "live.exec": "",
        "live.failures": 3,
        "live.http": "",
        "live.interval": 10000,
        "live.tcp": "",
        "live.timeout": 1000,
        "log.main_only": false,
        "log.silent": false,
        "log.time": false,
        "misc.clean_on_exit": false,
        "misc.startup_banner": undefined,
        "order": "stop-first",
        "proxy.allowed_hosts": [],
        "proxy.app_port": 0,
        "proxy.app_start_timeout": 5000,
        "proxy.cert": "",
        "proxy.console": true,
        "proxy.drain": 1000,
        "proxy.enabled": false,
        "proxy.key": "",
        "proxy.max_held": 1000,
        "proxy.max_held_bytes": 4194304,
        "proxy.proxy_port": 0,
        "proxy.service": "",
        "ready.exec": "",
        "ready.http": "",
        "ready.interval": 100,
        "ready.log": "",
        "ready.tcp": "",
        "ready.timeout": 10000,
        "root": ".",
        "screen.clear_on_rebuild": false,
        "screen.keep_scroll": true,
        "test.args": [],
        "test.flags": [],
        "test.on_change": false,
        "test.packages": [
          "./...",
        ],
        "testdata_dir": "testdata",
        "tmp_dir": "tmp",
      }
    `);
  });

  test('on Windows', () => {
    const { settings } = loadConfig({ platform: 'win32', env: {}, flags: [] });
    expect([settings['build.cmd'], settings['build.bin']]).toEqual([
      'go build -o ./tmp/main.exe .',
      String.raw`tmp\main.exe`,
    ]);
  });

  test('every key has an origin', () => {
    const { origins } = loadClean('');
    expect(keys.map((key) => origins[key].type)).toEqual(keys.map(() => 'default'));
  });
});

describe('tmp_dir', () => {
  const outputs = (text: string, platform = 'linux') => {
    const { settings } = loadConfig({ file: { path: '/c', shown: 'c', text }, platform, env: {}, flags: [] });
    return [settings['build.cmd'], settings['build.bin'], settings['build.exclude_dir'].join(' ')];
  };

  test('values that are still the defaults follow it, as in air', () => {
    expect(outputs('tmp_dir = "out"')).toEqual([
      'go build -o ./out/main .',
      './out/main',
      'assets out vendor testdata',
    ]);
    expect(outputs('tmp_dir = "./out/"')).toEqual([
      'go build -o ./out/main .',
      './out/main',
      'assets ./out/ vendor testdata',
    ]);
    expect(outputs('tmp_dir = "/var/out"')).toEqual([
      'go build -o /var/out/main .',
      '/var/out/main',
      'assets /var/out vendor testdata',
    ]);
    expect(outputs('tmp_dir = "out"', 'win32')).toEqual([
      'go build -o ./out/main.exe .',
      String.raw`out\main.exe`,
      'assets out vendor testdata',
    ]);
  });

  test("also when a file spells the default out, as air's init writes it", () => {
    expect(outputs('tmp_dir = "out"\n[build]\ncmd = "go build -o ./tmp/main ."')[0]).toBe('go build -o ./out/main .');
  });

  test('other values stay', () => {
    expect(outputs('tmp_dir = "out"\n[build]\ncmd = "make"\nbin = "b"\nexclude_dir = ["tmp"]')).toEqual([
      'make',
      'b',
      'tmp',
    ]);
  });
});
