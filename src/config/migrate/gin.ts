import { binaryPath } from './binary-path.ts';
import { program } from './fold-command.ts';
import type { GinLine } from './gin-line.ts';
import { unique } from './glob-patterns.ts';
import { Draft, type MigrationContext, type MigrationResult } from './migration.ts';
import type { Word } from './shell-text.ts';

/** gin's flags by both names; `true`: without a value (https://github.com/codegangsta/gin, README). */
const flagNames: Readonly<Record<string, readonly [name: string, isSwitch?: true]>> = {
  l: ['laddr'],
  p: ['port'],
  a: ['appPort'],
  b: ['bin'],
  t: ['path'],
  d: ['build'],
  e: ['ext'],
  x: ['excludeDir'],
  i: ['immediate', true],
  g: ['godep', true],
  h: ['help', true],
  all: ['all', true],
  notifications: ['notifications', true],
  buildArgs: ['buildArgs'],
  certFile: ['certFile'],
  keyFile: ['keyFile'],
  logPrefix: ['logPrefix'],
};
const byLongName = new Map(Object.values(flagNames).map((entry) => [entry[0], entry]));

/** A command line of gin: its public port in front becomes `[proxy]`. */
export function migrateGin(line: GinLine, { windows }: MigrationContext): MigrationResult {
  if (line.dir !== undefined)
    return {
      type: 'failed',
      message: `${line.source} starts gin in ${line.dir}, not here`,
      hint: `in ${line.dir}: gorl init --from gin (with a copy of the line), or gorl init`,
    };
  const draft = new Draft();
  const { flags, args } = readFlags(line.words, draft);
  const one = (name: string): Word | undefined => flags.get(name)?.at(-1);
  carryBuild(draft, flags, windows);
  carryPorts(draft, line, args, one, windows);
  carryWatching(draft, flags);
  draft.set('env_files', ['.env'], 'gin reads .env');
  if (!flags.has('immediate'))
    draft.lose('no --immediate: gin starts the program at the first request, gorl starts it right away');
  for (const name of ['laddr', 'certFile', 'keyFile', 'logPrefix', 'godep', 'notifications'])
    if (flags.has(name)) draft.lose(`--${name}: has no counterpart in this version`);
  return draft.finish('gin', line.source);
}

type Flags = ReadonlyMap<string, readonly Word[]>;

function readFlags(words: readonly Word[], draft: Draft): { readonly flags: Flags; readonly args: readonly Word[] } {
  const flags = new Map<string, Word[]>();
  let at = 0;
  while (at < words.length) {
    const [, written = '', value] = /^--?([A-Za-z]+)(?:=([\s\S]*))?$/.exec(words[at]?.raw ?? '') ?? [];
    if (written === '') break;
    const [name, isSwitch] = flagNames[written] ?? byLongName.get(written) ?? [];
    at++;
    if (name === undefined) draft.lose(`--${written}: gin has no such flag`);
    else if (value !== undefined) flags.set(name, [...(flags.get(name) ?? []), { raw: value, plain: value }]);
    else {
      const word = isSwitch === true ? undefined : words[at++];
      flags.set(name, [...(flags.get(name) ?? []), ...(word === undefined ? [] : [word])]);
    }
  }
  const rest = words.slice(at);
  const args = /^(?:run|r)$/.test(rest[0]?.raw ?? '') ? rest.slice(1) : rest;
  // People write `gin run main.go` like `go run main.go`; gin would hand the name to the program.
  if (args.length > 0 && args.every(({ raw }) => raw.endsWith('.go'))) {
    draft.lose(`${args.map(({ raw }) => raw).join(' ')}: gin passes it to the program as an argument; it is dropped`);
    return { flags, args: [] };
  }
  return { flags, args };
}

function carryBuild(draft: Draft, flags: Flags, windows: boolean): void {
  const used = ['bin', 'build', 'buildArgs'].filter((name) => flags.has(name)).map((name) => `--${name}`);
  const binary = ginBinary(flags, windows);
  const buildArgs = flags.get('buildArgs')?.at(-1)?.plain ?? '';
  const dir = flags.get('build')?.at(-1)?.raw ?? '.';
  const target = /^(?:\.|\/|[A-Za-z]:|['"$])/.test(dir) ? dir : `./${dir}`;
  const cmd = ['go build', ...(buildArgs === '' ? [] : [buildArgs]), '-o', binary, target].join(' ');
  draft.set('build.cmd', cmd, used.length === 0 ? 'gin builds the package of its directory' : used.join(' '));
}

function ginBinary(flags: Flags, windows: boolean): string {
  const name = flags.get('bin')?.at(-1)?.plain;
  return binaryPath(name ?? './tmp/main', windows);
}

function carryPorts(
  draft: Draft,
  line: GinLine,
  args: readonly Word[],
  one: (name: string) => Word | undefined,
  windows: boolean,
): void {
  const port = (name: string, otherwise: number): number => {
    const word = one(name);
    const value = word?.raw.replaceAll(/['"]/g, '');
    if (value === undefined || /^[1-9]\d{0,4}$/.test(value)) return Number(value ?? otherwise);
    draft.lose(`--${name} ${value}: known only when the line runs; the config has ${otherwise}, the default of gin`);
    return otherwise;
  };
  const publicPort = port('port', 3000);
  const appPort = port('appPort', 3001);
  draft.set('proxy.enabled', true, "gin's public port is a proxy");
  draft.set('proxy.proxy_port', publicPort, one('port') === undefined ? "gin's default of --port" : '--port');
  draft.set('proxy.app_port', appPort, one('appPort') === undefined ? "gin's default of --appPort" : '--appPort');
  draft.lose(
    `--port ${publicPort}: the config has [proxy], but this version of gorl has no proxy yet; reach the program on its own port, ${appPort}`,
  );
  const bin = one('bin')?.plain ?? './tmp/main';
  const binary = binaryPath(bin, windows);
  const env = [...line.env.filter(({ name }) => name !== 'PORT'), { name: 'PORT', raw: String(appPort) }];
  const run = program([{ raw: binary, plain: binary }, ...args], env, { windows });
  if ('fullBin' in run)
    draft.set('build.full_bin', run.fullBin, 'gin sets PORT for the program, and passes on its arguments');
}

function carryWatching(draft: Draft, flags: Flags): void {
  const exts = (flags.get('ext') ?? []).map(({ raw }) => raw.replace(/^\./, ''));
  if (flags.has('all')) draft.set('build.include_ext', ['*'], '--all');
  else
    draft.set(
      'build.include_ext',
      exts.length > 0 ? unique(exts) : ['go'],
      exts.length > 0 ? '--ext' : 'gin watches only Go files',
    );
  const path = flags.get('path')?.at(-1)?.plain?.replace(/^\.\//, '').replace(/\/+$/, '');
  if (path !== undefined && path !== '' && path !== '.') draft.set('build.include_dir', [path], '--path');
  const excluded = (flags.get('excludeDir') ?? []).flatMap(({ plain }) => plain ?? []);
  const dirs = excluded
    .map((dir) => dir.replace(/^\.\//, '').replace(/\/+$/, ''))
    .filter((dir) => !dir.startsWith('.'));
  if (dirs.length > 0) draft.set('build.exclude_dir', unique(['tmp', 'vendor', 'testdata', ...dirs]), '--excludeDir');
}
