import type { LooseEnv } from '../../base/env.ts';
import type { Diagnostic, Note } from '../../protocol/diagnostic.ts';
import type { Key, Settings } from '../keys/keys.ts';
import { applyEnvironment, applyFile, applyFlags, followTmpDir, Layers } from './layers.ts';
import type { Origin } from './origin.ts';
import { ProblemList } from './problem-list.ts';
import type { BuildRule } from './build-rules.ts';
import type { Generator } from './generators.ts';
import { checkSettings } from './settings-check.ts';
import { createSourceText } from './source-text.ts';
import { loadServices } from './load-services.ts';
import type { Routing } from './routes.ts';
import type { ServiceConfig } from './services.ts';
import { parseToml } from './toml.ts';
import { readDocument, type FileContent } from './read-document.ts';

/** A config file as it was read. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** As people know it, for messages. */
  readonly shown: string;
  readonly text: string;
}

/** One use of a config flag on the command line. */
export interface FlagUse {
  readonly key: string;
  /** The text given, unaltered. */
  readonly raw: string;
  /** As people type it: `--build.cmd`. */
  readonly flag: string;
}

export interface ConfigInput {
  readonly file?: ConfigFile;
  /** As node's `process.platform`. */
  readonly platform: string;
  readonly env: LooseEnv;
  /** In the order of the command line. */
  readonly flags: readonly FlagUse[];
}

export type Origins = Readonly<Record<Key, Origin>>;

export interface LoadedConfig {
  readonly settings: Settings;
  readonly origins: Origins;
  readonly rules: readonly BuildRule[];
  /** In the order in which they run. */
  readonly generators: readonly Generator[];
  /** In the order of the file; empty where there is one program. */
  readonly services: readonly ServiceConfig[];
  /** Which of them `[proxy]` is about; absent where there is one program. */
  readonly routing?: Routing;
  /** Errors and warnings. With an error among them the settings must not be used to run anything. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was read in another way than it is written, without being wrong. */
  readonly notes: readonly Note[];
}

/** A longer file is not a config; it is not even parsed. In UTF-16 units, about a megabyte. */
export const longestFile = 1_048_576;

/**
 * Defaults, then the file, then its `[build.<system>]` table, then `GORL_*` variables, then flags; the
 * last that says something counts. Other than in air, `false`, `0`, `""` and a flag with the default's
 * value count as well; `""` means "not set" for `root`, `tmp_dir`, `build.cmd` and `build.bin`, and
 * says nothing in a `[build.<system>]` table. Pure; never throws; all problems at once.
 */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const problems = new ProblemList();
  const layers = new Layers(input.platform);
  const content = input.file && readFile(input.file, problems);
  if (content) applyFile(layers, content, input.platform);
  applyEnvironment(layers, input.env, problems);
  applyFlags(layers, input.flags, problems);

  const settings = followTmpDir(layers.settings(), input.platform);
  const origins = Object.fromEntries(layers.origins) as Record<Key, Origin>;
  const { rules = [], generators = [] } = content ?? {};
  const { services, ...several } = loadServices(content && { input, content, settings, origins }, problems);
  // With several, each is checked as its keys hold for it.
  if (services.length === 0) checkSettings(settings, (key) => layers.locations.get(key), origins, problems);
  const { diagnostics, notes } = problems;
  return { settings, origins, rules, generators, services, ...several, diagnostics, notes };
}

/** Whether gorl must not start with it. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function readFile(file: ConfigFile, problems: ProblemList): FileContent | undefined {
  if (file.text.length > longestFile) {
    problems.error('this file is too large for a config: more than 1 MiB', { file: file.shown, line: 1 });
    return undefined;
  }
  // TOML leaves it to the reader what a line end is within a text of several lines; for a shell it is no `\r`.
  const text = file.text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const source = createSourceText(file.shown, text);
  const reading = parseToml(source);
  if ('tree' in reading) return readDocument(reading.tree, source, problems);
  problems.push(reading.diagnostic);
  return undefined;
}
