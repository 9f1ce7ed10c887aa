import { basename, dirname } from 'node:path';
import { defined } from '../../base/defined.ts';
import { isWithin, relativeTo, resolved } from '../../base/paths.ts';
import type { Action } from '../../engine/batch.ts';
import type { ProgramFiles, Role } from '../../go/graph/program-files.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { PathFilter } from '../../watch/scope/watch-scope.ts';
import { isForOthers } from '../graph/other-programs.ts';
import { kindsOf, planAction, type Kind, type PlanOptions } from '../plan.ts';
import { readersOf } from '../service-plan/generators.ts';
import { planOptions } from '../service-plan/plan-options.ts';
import { isPageFile } from '../service-plan/page-files.ts';
import type { Subject } from '../service-plan/subject.ts';
import { closedDirectory } from './closed-directory.ts';

export interface Explanation {
  readonly action: Action | 'read-config' | 'run-rule' | 'nothing';
  /** For people: `compiled into example.com/shop/web`, `ignored by .gitignore`. */
  readonly reason: string;
  /** Import paths from the main package to the one that the file belongs to. */
  readonly chain: readonly string[];
}

export interface ExplainFacts {
  readonly subject: Subject;
  readonly filter: PathFilter;
  /** As far as the go command can tell. */
  readonly program?: ProgramFiles;
  readonly holdsProgram: (directory: string) => boolean;
  /** gorl itself tells the go command to take no profile. */
  readonly isUnprofiled: boolean;
}

/** What a change of that file would do, and why. @param path absolute, its directory without symlinks */
export function explainChange(path: string, facts: ExplainFacts): Explanation {
  const { filter, program } = facts;
  const notWatched = ignoredProfile(path, facts) ?? whyNotWatched(path, filter);
  if (notWatched !== undefined) return { action: 'nothing', reason: notWatched, chain: [] };
  const [owner, second] = filter.owners(path);
  if (owner?.type === 'config') return { action: 'read-config', reason: 'the config', chain: [] };
  if (owner?.type === 'rule') return ruleOf(owner.rule, facts);
  const readers = readersOf(path, facts.subject.project);
  const role = program?.roleOf(path);
  const change = { path, rel: relativeTo(filter.root)(path), kind: 'modified' } as const;
  const options = planOptionsOf(facts);
  const kinds = kindsOf(change, options).filter((kind) => kind !== 'generate');
  const isIn = role !== undefined && (role.type !== 'new' || !kinds.includes('left-out'));
  const isForPages = facts.subject.project.loaded.settings['proxy.enabled'] && isPageFile(path);
  const reasons = isIn
    ? [reasonOf(role, path)]
    : kinds.map((kind) => (kind === 'runtime' && isForPages ? forPages : words[kind]));
  const also = second?.type === 'rule' ? [ruleOf(second.rule, facts).reason] : [];
  return {
    action: planAction([change], options).action ?? 'nothing',
    reason: [...readers.map((name) => `an input of the generator ${name}`), ...reasons, ...also].join('; '),
    chain: role === undefined || role.type === 'module' ? [] : (program?.chainTo(role.of) ?? []),
  };
}

function ruleOf(rule: number, { subject }: ExplainFacts): Explanation {
  const { name = '', cmd = '' } = subject.project.loaded.rules[rule] ?? {};
  return { action: 'run-rule', reason: `build.rules "${name}": ${cmd}`, chain: [] };
}

/** With the proxy; `session/gateway/page-files.ts` asks the app. */
const forPages =
  'the app may read it at run time; if it answers with the file as it is, pages show it without a restart';

/** Of a file that the go command does not name. */
const words: Readonly<Record<Kind, string>> = {
  env: 'an env file',
  generate: 'an input of a generator',
  'restart-only': 'its extension is in no_rebuild_ext',
  go: 'a Go source, and what the build reads is not known for certain',
  embedded: 'embedded',
  test: 'tests are no part of a program',
  'left-out': 'left out by build constraints',
  elsewhere: 'no part of the program',
  others: 'below another program',
  runtime: 'the app may read it at run time',
};

function planOptionsOf({ subject, program, holdsProgram }: ExplainFacts): PlanOptions {
  const { project } = subject;
  const view = program && {
    roleOf: (file: string) => program.roleOf(file),
    isWhole: !program.graph.isBroken,
    // Whether the constraints change, nobody knows beforehand.
    mayChange: (file: FileChange) => mayJoin(file.path, program),
    isOthers: (file: string) => isForOthers(file, program, project.root, holdsProgram),
  };
  return { ...planOptions(subject), ...defined({ program: view }) };
}

/** A source that is not there yet. */
function mayJoin(path: string, program: ProgramFiles): boolean {
  return program.roleOf(path)?.type === 'new' && !program.isSurelyLeftOut(path, undefined);
}

function reasonOf(role: Role, path: string): string {
  switch (role.type) {
    case 'module':
      return /\.(?:mod|sum|work|txt)$/.test(path)
        ? 'the go command finds packages by it'
        : 'the program is optimized by this profile';
    case 'compiled':
      return `compiled into ${role.of.importPath}`;
    case 'embedded':
      return `embedded by ${role.of.importPath} (//go:embed ${role.pattern})`;
    case 'left-out':
      return `build constraints leave it out of ${role.of.importPath}; it counts when they change`;
    case 'new':
      return `it would be compiled into ${role.of.importPath}`;
  }
}

/** The profile that Go would find by itself, if it were not told to take none. */
function ignoredProfile(path: string, { filter, program, isUnprofiled }: ExplainFacts): string | undefined {
  if (basename(path) !== 'default.pgo' || program === undefined || filter.file(path).watch) return undefined;
  const { main, packages } = program.graph;
  if (!packages.some((each) => each.importPath === main && resolved(each.dir) === dirname(path))) return undefined;
  return `the program is built without a profile (${isUnprofiled ? '-pgo=off, unless build.tuned = false' : '-pgo'})`;
}

/** The file itself, or the first directory on the way to it. */
function whyNotWatched(path: string, filter: PathFilter): string | undefined {
  const verdict = filter.file(path);
  if (filter.named.includes(path)) return verdict.watch ? undefined : verdict.because;
  if (!filter.starts.some((each) => isWithin(path, each))) return 'outside of all that is watched';
  const closed = closedDirectory(path, filter);
  const rel = relativeTo(filter.root);
  const shown = (because: string): string => because.replace(/^\.gitignore$/, filter.ignoredBy(path) ?? '.gitignore');
  if (closed !== undefined) return `${rel(closed)} is not watched (${shown(filter.directory(closed).because)})`;
  return verdict.watch ? undefined : `not watched (${shown(verdict.because)})`;
}
