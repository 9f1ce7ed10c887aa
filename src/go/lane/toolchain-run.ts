import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDir } from '../../base/make-dirs.ts';
import type { Env } from '../../base/env.ts';
import type { CommandResult, CommandSpec } from '../../engine/ports.ts';
import type { BuildCommands } from '../build/build-commands.ts';
import type { LaneRequest } from '../build/fast-lane.ts';
import type { Copies } from './differences.ts';
import { valueOf, type CompileStep, type LinkStep, type ToolCommand } from './dry-run.ts';

/** Runs a command of the toolchain to its end. Never rejects. */
export type RunTool = (spec: Omit<CommandSpec, 'label'>) => Promise<CommandResult>;

/** Where and how the compiler and the linker run. */
export interface ToolContext {
  /** Absolute: where the go command would run. */
  readonly cwd: string;
  /** Of the go command. */
  readonly env: Env;
  /** What the go command adds to it. */
  readonly goEnv: Readonly<Record<string, string>>;
  /** For what only they read: absolute, there. */
  readonly workDir: string;
  readonly run: RunTool;
}

/** @param label for the run id of what is started */
export function toolContext({
  plan,
  goEnv,
  workDir,
  commands,
  label,
}: Pick<ToolContext, 'goEnv' | 'workDir'> & {
  readonly plan: LaneRequest['plan'];
  readonly commands: BuildCommands;
  readonly label: string;
}): ToolContext {
  const { cwd, env } = plan;
  return { cwd, env, goEnv, workDir, run: (spec) => commands.run({ ...spec, label }) };
}

/** By id of all steps: the archive. */
export type Archives = ReadonlyMap<string, string>;

export interface CompileOptions {
  /** Absolute: where the package is put. */
  readonly archive: string;
  readonly archives: Archives;
  /** Default: the sources themselves are read. */
  readonly copies?: Copies;
  readonly context: ToolContext;
}

/** Compiles one package into `archive`. @throws when `workDir` cannot be written to */
export function compile(
  step: CompileStep,
  { archive, archives, copies = new Map(), context }: CompileOptions,
): Promise<CommandResult> {
  const { workDir } = context;
  const { command } = step;
  makeDir(workDir);
  const importcfg = join(workDir, `${step.id}.importcfg`);
  writeFileSync(importcfg, withArchives(step.imports, archives));
  const given: Record<string, string> = { '-o': archive, '-importcfg': importcfg };
  if (step.embeds !== undefined) {
    given['-embedcfg'] = join(workDir, `${step.id}.embedcfg`);
    writeFileSync(given['-embedcfg'], copies.size === 0 ? step.embeds : withCopies(step.embeds, copies));
  }
  const id = valueOf(command.args, '-buildid');
  if (id !== undefined) given['-buildid'] = foreignId(id);
  if (copies.size === 0) return run(command, given, context);
  const cwd = resolve(context.cwd, command.cwd);
  const sources = command.args.filter((word) => copies.has(resolve(cwd, word))).map((word) => resolve(cwd, word));
  // What is compiled into the object are the true paths, as with the go command's -overlay.
  const rewrites = sources.map((path) => `${copies.get(path)}=>${path};`).join('');
  const args = command.args.map((word, index) =>
    command.args[index - 1] === '-trimpath' ? rewrites + word : (copies.get(resolve(cwd, word)) ?? word),
  );
  return run({ ...command, args }, given, context);
}

function withCopies(embeds: string, copies: Copies): string {
  const { Files: files = {}, ...rest } = JSON.parse(embeds) as { Files?: Readonly<Record<string, string>> };
  const read = Object.entries(files).map(([name, path]) => [name, copies.get(path) ?? path] as const);
  return JSON.stringify({ ...rest, Files: Object.fromEntries(read) });
}

/** The next stage after the linker of the toolchain may be one that has loaded already what does not change. */
export interface Linker {
  /**
   * @returns the build ID that the binary holds; undefined where it failed
   * @throws when the work directory cannot be written to
   */
  link(step: LinkStep, options: LinkOptions): Promise<{ readonly result: CommandResult; readonly id: string }>;
}

export interface LinkOptions {
  /** Absolute: the binary. */
  readonly path: string;
  readonly archives: Archives;
  readonly context: ToolContext;
}

/** The linker of the toolchain, started for each binary. */
export const plainLinker: Linker = {
  async link(step, { path, archives, context }) {
    makeDir(context.workDir);
    const importcfg = join(context.workDir, 'importcfg.link');
    writeFileSync(importcfg, withArchives(step.imports, archives));
    const flag = step.command.args.find((word) => word.startsWith('-buildid=')) ?? '';
    const id = foreignId(flag.slice('-buildid='.length));
    const args = step.command.args.map((word) => (word === flag ? `-buildid=${id}` : word));
    const result = await run(
      { ...step.command, args },
      { '-o': path, '-importcfg': importcfg },
      { ...context, archives },
    );
    return { result, id };
  },
};

/**
 * A build ID of the same length that the go command never has: it would take a binary with one of its own for what it
 * built itself, and leave it as it is.
 */
function foreignId(id: string): string {
  return id.replaceAll(/[^/]+/g, (part) => 'gorl-fast-lane'.padEnd(part.length, '-').slice(0, part.length));
}

function withArchives(imports: string, archives: Archives): string {
  return imports.replaceAll(/\$WORK[\\/](b\d+)[\\/]_pkg_\.a/g, (text, id: string) => archives.get(id) ?? text);
}

function run(
  { cwd: printed, file, args, env }: ToolCommand,
  given: Readonly<Record<string, string>>,
  context: ToolContext & { readonly archives?: Archives },
): Promise<CommandResult> {
  const cwd = resolve(context.cwd, printed === '$WORK' ? context.workDir : printed);
  const { workDir, archives = new Map() } = context;
  const words = args.map(
    (word, index) => given[args[index - 1] ?? ''] ?? withArchives(word, archives).replaceAll('$WORK', workDir),
  );
  return context.run({
    command: { type: 'argv', file, args: words },
    cwd,
    env: { ...context.env, ...context.goEnv, ...env, PWD: cwd, TMPDIR: workDir },
  });
}
