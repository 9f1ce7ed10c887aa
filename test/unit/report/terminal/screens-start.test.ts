import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { example, examplesOf, processReady, sessionStarted, silent, store, watchStarted } from '../report-examples.ts';
import { screen } from './screen.ts';
import { started, change, build } from './story.ts';

describe('the start', () => {
  test('says what runs, what is watched and which keys work', () => {
    expect(screen(started)).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit
      watch  6 directories, 6 files

      00:00:02  build     ./cmd/api
      00:00:05  ready     840 ms build · 61 ms start · http://localhost:8080 · pid 48213
      "
    `);
  });
  test('off a terminal: no key help, nothing shortened', () => {
    expect(screen(started.slice(0, 2), { isTTY: false })).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml
      watch  6 directories, 6 files
      "
    `);
  });
  test('on a narrow terminal the key help goes below', () => {
    expect(screen(started.slice(0, 1), { columns: () => 50 })).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml
      h help · r restart · q quit
      "
    `);
  });
  test('a scan that ends after the first line of the build is told as an entry', () => {
    const building = started.slice(2, 3);
    expect(screen([sessionStarted, ...building, watchStarted])).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit

      00:00:01  build     ./cmd/api
      00:00:02  watch     6 directories, 6 files
      "
    `);
  });
  test('shows the arguments of the app', () => {
    expect(screen([example('session-started', { args: ['serve', 'two words'] })])).toContain(
      './cmd/api serve "two words"',
    );
  });
  test('polling says why', () => {
    expect(screen([example('watch-started', { mode: 'polling' })])).toMatchInlineSnapshot(`
      "
      00:00:00  watch     1 directory, 2 files, polling every 500 ms (CHOKIDAR_USEPOLLING is set)
      "
    `);
  });
  test('with -d, what is left out and by which rule; no word is broken on a narrow terminal', () => {
    const report: Report = {
      ...watchStarted,
      leftOut: [
        { by: '.gitignore', directories: ['dist', 'web/build'] },
        { by: 'exclude_dir', directories: Array.from({ length: 14 }, (_, at) => `d${at}`) },
      ],
    };
    expect(screen([report], { columns: () => 60 })).not.toContain('left out');
    expect(screen([report], { debug: true, columns: () => 60 })).toMatchInlineSnapshot(`
      "
      00:00:00  watch     6 directories, 6 files
                          left out by .gitignore: dist, web/build
                          left out by exclude_dir: d0, d1, d2, d3,
                            d4, d5, d6, d7, d8, d9, d10, d11 and 2
                            more
      "
    `);
  });
  test('a banner of the user replaces the first line, an empty one leaves none', () => {
    expect(screen(started.slice(0, 2), { banner: 'my\nshop', shortcuts: [] })).toMatchInlineSnapshot(`
      "
      my
      shop
      watch  6 directories, 6 files
      "
    `);
    expect(screen(started.slice(0, 2), { banner: '' })).toMatchInlineSnapshot(`
      "
      00:00:01  watch     6 directories, 6 files
      "
    `);
  });
});

describe('a change', () => {
  test('is followed by what it led to, with every time named', () => {
    const addresses = ['http://localhost:8080', 'localhost:9090', 'http://192.168.1.5:8080'];
    const two = { ...processReady, ports: [8080, 9090], addresses };
    expect(screen([change, build(3), two, silent], { columns: () => 140 })).toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/user/store.go
      00:00:02  ready     412 ms build · 8 ms stop · 61 ms start · 486 ms after save · http://localhost:8080, localhost:9090 · pid 48225
      00:00:03  ready     412 ms build · 8 ms stop · pid 48237
      "
    `);
  });
  test('while paused says that it waits, and what ends the pause', () => {
    const two: Report = { type: 'files-held', files: [store, { ...store, rel: 'main.go' }] };
    expect(screen([example('files-held'), two], { columns: () => 70 })).toMatchInlineSnapshot(`
      "
      00:00:00  paused    internal/user/store.go waits · p resumes
      00:00:01  paused    internal/user/store.go +1 wait · p resumes
      "
    `);
    expect(screen(examplesOf('files-held'), { shortcuts: [] })).toContain('store.go waits\n');
  });
  test('names the first file and counts the others', () => {
    const gone: Report = { type: 'files-changed', files: [{ ...store, kind: 'deleted' }] };
    expect(screen([...examplesOf('files-changed'), gone])).toMatchInlineSnapshot(`
      "
      00:00:00  change    main.go · the build starts over
      00:00:01  change    internal/user/store.go
      00:00:02  change    internal/user/new.go +1
      00:00:03  change    internal/user/store.go deleted
      "
    `);
  });
  test('a long path is cut in the middle on a terminal only', () => {
    const long: Report = {
      type: 'files-changed',
      files: [{ ...store, rel: `internal/${'deeper/'.repeat(12)}store.go` }],
    };
    expect(screen([long], { columns: () => 60 })).toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/de…r/deeper/deeper/store.go
      "
    `);
    expect(screen([long], { isTTY: false })).toContain('deeper/'.repeat(12));
  });
  test('that builds the same binary is answered; one that needs no build once per file and reason, with -d always', () => {
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store], generation: 2 };
    expect(screen([change, build(2), { type: 'build-succeeded', generation: 2, durationMs: 3 }, same]))
      .toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/user/store.go
      00:00:03  nothing   the binary is the same · the app keeps running
      "
    `);
    const other: Report = { type: 'nothing-to-do', reason: 'no part of the program', files: [store] };
    expect(screen([other, other, { ...other, reason: 'only tests changed' }, other])).toBe(
      '\n00:00:00  nothing   internal/user/store.go · no part of the program\n' +
        '00:00:02  nothing   internal/user/store.go · only tests changed\n',
    );
    expect(screen(examplesOf('nothing-to-do'), { debug: true })).toMatchInlineSnapshot(`
      "
      00:00:00  nothing   the binary is the same · the app keeps running
      00:00:01  nothing   page.html · written by the app as it started
      "
    `);
  });
});
