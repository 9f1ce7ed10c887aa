import { join } from 'node:path';
import type { FileChange } from '../../../src/protocol/change.ts';
import type { Diagnostic } from '../../../src/protocol/diagnostic.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { summarizeGoroutines } from '../../../src/go/crash/goroutine-dump.ts';
import { fixturesDir, recorded, releases } from '../go/corpus.ts';

/** What the producer makes of a dump that a program of `fixtures` wrote. */
function recordedDump(): ReturnType<typeof summarizeGoroutines> {
  const dir = join(fixturesDir, 'broken-crash');
  return summarizeGoroutines(recorded(releases.at(-1) as string, 'dump'), { base: dir, roots: [dir] });
}

export type ReportOf<Type extends Report['type']> = Extract<Report, { readonly type: Type }>;

export const store: FileChange = {
  path: '/home/ann/shop/internal/user/store.go',
  rel: 'internal/user/store.go',
  kind: 'modified',
};

export const undefinedRows: Diagnostic = {
  severity: 'error',
  message: 'undefined: rows',
  source: 'go',
  notes: [],
  location: {
    file: 'internal/user/store.go',
    line: 42,
    column: 20,
    excerpt: { firstLine: 40, lines: ['', '\tdefer cancel()', '\tfor _, r := range rows {', '\t\tsum += r', ''] },
  },
};

export const tooFewArguments: Diagnostic = {
  severity: 'error',
  message: 'not enough arguments in call to add',
  source: 'go',
  notes: [{ message: 'have (number)' }, { message: 'want (int, string)' }],
  location: { file: 'main.go', line: 13, column: 11 },
};

export const nilMap: Diagnostic = {
  severity: 'error',
  message: 'panic: assignment to entry in nil map',
  source: 'panic',
  notes: [{ message: 'main.main', location: { file: 'main.go', line: 30 } }],
  location: {
    file: 'main.go',
    line: 17,
    excerpt: { firstLine: 16, lines: ['\tvar hits map[string]int', '\thits["x"] = 1', '}'] },
  },
};

export const negativeDelay: Diagnostic = {
  severity: 'error',
  message: 'build.delay must not be negative',
  source: 'config',
  notes: [],
  hint: 'use 0 to build at once',
  location: { file: '.air.toml', line: 4, column: 9, excerpt: { firstLine: 3, lines: ['[build]', 'delay = -5'] } },
};

/** At least one of every type: a type that is added to `Report` does not compile until it is here. */
export const examples = {
  'session-started': [
    {
      type: 'session-started',
      version: '0.1.0',
      go: 'go1.26.8',
      target: './cmd/api',
      root: '/home/ann/shop',
      config: '.air.toml',
      pid: 48201,
    },
    {
      type: 'session-started',
      version: '0.1.0',
      target: 'make build',
      root: '/home/ann/shop',
      args: ['serve', 'two words'],
      pid: 48201,
    },
  ],
  'watch-started': [
    { type: 'watch-started', directories: 31, files: 214, mode: 'events', excluded: ['.gitignore', 'tmp', 'vendor'] },
    {
      type: 'watch-started',
      directories: 1,
      files: 1,
      mode: 'polling',
      pollIntervalMs: 500,
      reason: 'NFS sends no events',
      excluded: [],
    },
  ],
  'files-changed': [
    {
      type: 'files-changed',
      files: [store, { ...store, rel: 'go.mod', kind: 'created' }, { ...store, rel: 'old.go', kind: 'deleted' }],
    },
    { type: 'files-changed', files: [store], cancels: 3 },
    { type: 'files-changed', files: [{ ...store, kind: 'deleted' }] },
  ],
  'nothing-to-do': [{ type: 'nothing-to-do', reason: 'no package uses it', files: [{ ...store, rel: 'README.md' }] }],
  'config-reloaded': [
    { type: 'config-reloaded', file: '.air.toml', changed: ['build.delay', 'build.cmd'] },
    { type: 'config-reloaded', file: '.air.toml', changed: [] },
    { type: 'config-reloaded', file: '.air.toml', changed: ['build.cmd'], target: './cmd/b' },
  ],
  'config-rejected': [{ type: 'config-rejected', file: '.air.toml', diagnostics: [negativeDelay] }],
  paused: [{ type: 'paused' }],
  'files-held': [{ type: 'files-held', files: [store] }],
  resumed: [{ type: 'resumed' }],
  'session-stopping': [
    { type: 'session-stopping', reason: { type: 'request', by: { type: 'signal', signal: 'SIGINT' } }, forced: false },
    { type: 'session-stopping', reason: { type: 'request', by: { type: 'key', key: 'q' } }, forced: true },
    { type: 'session-stopping', reason: { type: 'once', ok: false }, forced: false },
  ],
  'session-ended': [
    { type: 'session-ended', exitCode: 0, reason: { type: 'request', by: { type: 'key', key: 'q' } } },
    { type: 'session-ended', exitCode: 130, reason: { type: 'request', by: { type: 'signal', signal: 'SIGINT' } } },
    { type: 'session-ended', exitCode: 70, reason: { type: 'error' } },
  ],
  'build-started': [
    { type: 'build-started', generation: 3, cause: { type: 'files', files: [store] }, savedAtMs: 1795444001512 },
    { type: 'build-started', generation: 1, cause: { type: 'start' } },
    { type: 'build-started', generation: 4, cause: { type: 'request', by: { type: 'key', key: 'b' } } },
    { type: 'build-started', generation: 5, cause: { type: 'config' } },
    { type: 'build-started', generation: 6, cause: { type: 'missing' } },
  ],
  'command-started': [
    { type: 'command-started', name: 'pre_cmd', command: 'templ generate' },
    { type: 'command-started', name: 'cmd', command: 'make build' },
  ],
  'command-output': [
    { type: 'command-output', name: 'pre_cmd', text: 'Complete [ updates=3 ]\n' },
    { type: 'command-output', name: 'rule', rule: 'css', text: 'done\n' },
  ],
  'command-failed': [
    { type: 'command-failed', name: 'pre_cmd', command: 'templ generate', end: { type: 'code', code: 1 } },
  ],
  'rule-started': [
    {
      type: 'rule-started',
      rule: 'css',
      command: 'npm run css',
      files: [{ path: '/home/me/shop/web/app.css', rel: 'web/app.css', kind: 'modified' }],
    },
  ],
  'rule-finished': [
    {
      type: 'rule-finished',
      rule: 'css',
      end: { type: 'code', code: 0 },
      durationMs: 312,
      diagnostics: [],
      next: 'restart',
    },
    {
      type: 'rule-finished',
      rule: 'gen',
      end: { type: 'code', code: 1 },
      durationMs: 40,
      diagnostics: [
        {
          severity: 'error',
          message: 'undefined: rows',
          location: { file: 'gen.go', line: 3, column: 2 },
          notes: [],
          source: 'go',
        },
      ],
      next: 'none',
    },
  ],
  'rule-superseded': [{ type: 'rule-superseded', rule: 'css' }],
  'rule-stopped': [
    {
      type: 'rule-stopped',
      rule: 'gen',
      files: [{ path: '/home/me/shop/gen.go', rel: 'gen.go', kind: 'modified' }],
      runs: 10,
    },
  ],
  'build-succeeded': [{ type: 'build-succeeded', generation: 3, durationMs: 412.3 }],
  'build-failed': [
    {
      type: 'build-failed',
      generation: 4,
      durationMs: 390,
      end: { type: 'code', code: 1 },
      diagnostics: [undefinedRows, tooFewArguments],
      output: 'note: module requires Go 1.28',
      stillServing: 3,
    },
    {
      type: 'build-failed',
      generation: 5,
      durationMs: 3,
      end: { type: 'spawn-failed', message: 'spawn go ENOENT' },
      diagnostics: [],
      output: '',
    },
    {
      type: 'build-failed',
      generation: 6,
      durationMs: 9000,
      end: { type: 'signal', signal: 'SIGKILL' },
      diagnostics: [],
      output: '',
    },
  ],
  'build-cancelled': [{ type: 'build-cancelled', generation: 4, reason: 'change' }],
  'process-started': [{ type: 'process-started', run: 2, generation: 3, pid: 48213 }],
  'process-ready': [
    {
      type: 'process-ready',
      run: 2,
      generation: 3,
      pid: 48213,
      port: 8080,
      ports: [8080, 9090],
      startMs: 61,
      sinceSaveMs: 486,
      buildMs: 412,
      stopMs: 8,
    },
    { type: 'process-ready', run: 3, generation: 3, pid: 48214, ports: [] },
  ],
  'process-running': [{ type: 'process-running', run: 3, pid: 48214 }],
  'process-listening': [{ type: 'process-listening', run: 3, ports: [8080] }],
  'process-handed-over': [
    { type: 'process-handed-over', run: 2, generation: 3, from: 48213, pid: 48250, ports: [8080] },
  ],
  'process-stopping': [{ type: 'process-stopping', run: 2, reason: 'replace', signal: 'SIGTERM' }],
  'process-stuck': [{ type: 'process-stuck', run: 2, graceMs: 5000 }],
  'process-dump': [{ type: 'process-dump', run: 2, ...recordedDump() }],
  'process-exited': [
    {
      type: 'process-exited',
      run: 2,
      generation: 3,
      end: { type: 'code', code: 2 },
      livedMs: 3200,
      expected: false,
      forced: false,
      stopMs: 0,
      leaked: [],
      diagnostic: nilMap,
      next: { type: 'wait-for-change' },
    },
    {
      type: 'process-exited',
      run: 2,
      generation: 3,
      end: { type: 'signal', signal: 'SIGKILL' },
      livedMs: 9,
      expected: true,
      forced: true,
      stopMs: 5003,
      leaked: [4711],
    },
    {
      type: 'process-exited',
      run: 2,
      generation: 3,
      end: { type: 'code', code: 0 },
      livedMs: 9,
      expected: false,
      forced: false,
      stopMs: 0,
      leaked: [],
      next: { type: 'rerun', inMs: 500 },
    },
    {
      type: 'process-exited',
      run: 3,
      generation: 3,
      end: { type: 'spawn-failed', message: './tmp/main: no such file', missing: true },
      livedMs: 0,
      expected: false,
      forced: false,
      stopMs: 0,
      leaked: [],
      next: { type: 'rebuild' },
    },
  ],
  'process-waiting': [
    {
      type: 'process-waiting',
      run: 2,
      processes: [{ pid: 48231, command: 'node worker.js' }],
      unkillable: false,
    },
    {
      type: 'process-waiting',
      run: 2,
      processes: [{ pid: 48213, command: 'sudo ./tmp/main', foreign: true }],
      unkillable: true,
    },
  ],
  'port-in-use': [
    { type: 'port-in-use', run: 2, port: 8080, holder: { pid: 1234, command: './tmp/main -v', gorl: 'other' } },
    { type: 'port-in-use', run: 2, port: 8080, holder: { pid: 99, command: 'nginx' } },
    { type: 'port-in-use', run: 2, port: 8080, holder: { pid: 77, command: './main', gorl: 'other', gorlPid: 70 } },
    { type: 'port-in-use', run: 2, port: 80 },
  ],
  notice: [
    {
      type: 'notice',
      level: 'warning',
      message: 'only 12 inotify watches are left',
      hint: 'sysctl fs.inotify.max_user_watches=524288',
    },
    { type: 'notice', level: 'debug', message: 'quiet for 15 ms' },
  ],
  problems: [
    {
      type: 'problems',
      diagnostics: [
        negativeDelay,
        { severity: 'error', message: 'no go command on PATH', source: 'environment', notes: [] },
      ],
    },
  ],
} satisfies { readonly [Type in Report['type']]: readonly [ReportOf<Type>, ...ReportOf<Type>[]] };

export const allExamples: readonly Report[] = Object.values(examples).flat();
