import { basename, dirname, resolve, sep } from 'node:path';
import { RecentMap } from '../../base/recent-map.ts';
import { configConsumer, serviceConsumer, type Consumer } from './consumer.ts';
import { isEditorNoise } from './editor-noise.ts';
import { compileExcludeDir, type ExcludedDirs } from './exclude-dir.ts';
import { compileExcludedFile, type ExcludedFiles } from './exclude-file.ts';
import { openGitRules, type GitRules } from './git-rules.ts';
import { extensionOf, isWithin, rebase, relativeTo, resolved, topmost } from '../../base/paths.ts';
import type { TellProblem } from './pattern-problems.ts';
import { compileBuildRules, findRule, trimmed, type RuleMatcher } from './rule-files.ts';
import type { PathFilter, Verdict, WatchScope } from './watch-scope.ts';

/** By default it is a directory that Go itself passes over, unless a file of it is embedded. */
const testdataDir = 'testdata_dir';

/** Made by `compileRules`. */
export class RulesFilter implements PathFilter {
  readonly root: string;
  readonly starts: readonly string[];
  readonly named: readonly string[];
  readonly sources: readonly string[];
  readonly consumers: readonly Consumer[];
  readonly respectGitignore: boolean;
  readonly #rules: WatchScope;
  readonly #consumer: Consumer;
  readonly #rel: (path: string) => string;
  readonly #never: ReadonlyMap<string, string>;
  readonly #included: readonly string[];
  readonly #excludedDir: ExcludedDirs;
  readonly #excludedFile: ExcludedFiles;
  readonly #config: ReadonlySet<string>;
  readonly #extra: ReadonlySet<string>;
  readonly #includeFile: ReadonlySet<string>;
  readonly #extensions: ReadonlySet<string>;
  readonly #chosen: ReadonlySet<string>;
  readonly #git: GitRules | undefined;
  readonly #buildRules: readonly RuleMatcher[];
  /** Outside of all that the user named: only the program is watched there. */
  readonly #programStarts: readonly string[];
  readonly #leftOut = new RecentMap<string, boolean>();
  #exempt: readonly string[] = [];

  constructor(rules: WatchScope, tell: TellProblem) {
    this.#rules = rules;
    this.#consumer = rules.consumer ?? serviceConsumer();
    this.root = resolved(rules.root);
    this.#rel = relativeTo(this.root);
    const below = (path: string): string => rebase(resolve(this.root, path), resolve(rules.root), this.root);
    const include = trimmed(rules.includeDir).map(below);
    this.#included = include.filter((path) => isWithin(path, this.root));
    this.#buildRules = compileBuildRules(rules.buildRules ?? [], this.root, tell);
    const ruleDirectories = this.#buildRules.flatMap(({ directories }) => directories);
    const outside = [...include, ...ruleDirectories].filter((path) => !isWithin(path, this.root)).map(resolved);
    const ofProgram = [...(rules.program?.directories ?? [])].filter(
      (path) => ![this.root, ...outside].some((start) => isWithin(path, start)),
    );
    this.#programStarts = topmost(ofProgram);
    this.starts = [...new Set([this.root, ...outside, ...this.#programStarts])];
    this.#never = new Map([
      [below(rules.tmpDir), 'tmp_dir'],
      [below(rules.testdataDir), testdataDir],
      ...(rules.ownFiles ?? []).map((path) => [below(path), 'written by gorl'] as const),
      ...(rules.binary === undefined ? [] : [[below(rules.binary), 'the binary'] as const]),
    ]);
    this.#includeFile = new Set(trimmed(rules.includeFile).map(below));
    const byName = (paths: readonly string[]): ReadonlySet<string> => new Set([...paths, ...paths.map(below)]);
    const { configFiles = [], extraFiles } = rules;
    this.#config = byName(configFiles);
    this.#extra = byName(extraFiles);
    this.consumers = [
      configConsumer,
      ...this.#buildRules.map((_, rule): Consumer => ({ type: 'rule', rule })),
      this.#consumer,
    ];
    this.named = [
      ...new Set([
        ...this.#includeFile,
        ...configFiles,
        ...extraFiles,
        ...this.#buildRules.flatMap(({ files }) => files),
      ]),
    ];
    this.#extensions = new Set(trimmed(rules.includeExt));
    this.#excludedDir = compileExcludeDir(rules.excludeDir);
    this.#excludedFile = compileExcludedFile(rules, this.#rel, (key, pattern, error) => tell(key, key, pattern, error));
    this.#chosen = new Set(trimmed(rules.chosenExt ?? []));
    this.respectGitignore = rules.respectGitignore;
    this.#git = rules.respectGitignore ? openGitRules(this.root) : undefined;
    this.sources = this.#git?.sources ?? [];
    this.#findExempt();
  }

  reread(): void {
    this.#git?.reread();
    this.#leftOut.clear();
    this.#findExempt();
  }

  outdated(): boolean {
    return this.#git?.outdated() === true;
  }

  directory(path: string): Verdict {
    const ordinary = this.#ordinaryDirectory(path);
    const never = this.#never.has(path);
    const mayHoldInput = !ordinary.watch && !never && this.#rules.inputs?.mayLieBelow(path) === true;
    const verdict = mayHoldInput ? forInputs : ordinary;
    const isBeyondReach = verdict.onlyListed === true && this.#rules.reach?.follows(path) === false;
    if (verdict.watch && !isBeyondReach) return verdict;
    if (!never && this.#isForRule(path)) return yes('build.rules');
    return isBeyondReach ? no('nothing in it is wanted') : verdict;
  }

  #ordinaryDirectory(path: string): Verdict {
    const { program, excludeDirIsDefault, excludeDirIsChosen = !excludeDirIsDefault } = this.#rules;
    const isNever = ![undefined, testdataDir].includes(this.#never.get(path));
    if (isNever || program?.mayLieBelow(path) !== true) {
      const isBelowRoot = program !== undefined && path !== this.root && isWithin(path, this.root);
      return isBelowRoot && this.#isLeftOut(dirname(path))
        ? no('its directory is watched for something else')
        : this.#listedDirectory(path);
    }
    const excluded = this.#excludedDir.find(this.#rel(path), basename(path));
    return excluded !== undefined && excludeDirIsChosen ? no(`exclude_dir "${excluded}"`) : yes('the program');
  }

  /** Whatever the program is made of. */
  #listedDirectory(path: string): Verdict {
    if (this.starts.includes(path)) return yes(path === this.root ? 'the root' : 'include_dir');
    const never = this.#never.get(path);
    if (never !== undefined) return no(never);
    if (this.#isBesideRoot(path)) return no('no part of the program');
    const name = basename(path);
    const excluded = this.#excludedDir.find(this.#rel(path), name);
    if (excluded !== undefined && !this.#rules.excludeDirIsDefault) return no(`exclude_dir "${excluded}"`);
    // A directory that the user names, and the way to it, are wanted whatever is left out by default.
    if (this.#included.some((wanted) => isWithin(wanted, path))) return yes('include_dir');
    if (!this.#isWanted(path)) return no('not in include_dir');
    if (excluded !== undefined) return no(`exclude_dir "${excluded}"`);
    if (name.startsWith('.')) return no('hidden directory');
    if (name === 'node_modules') return no('node_modules');
    if (!this.#isExempt(path) && !this.#isOnTheWay(path) && this.#git?.leavesOutDirectory(path))
      return no('.gitignore');
    return inTree;
  }

  file(path: string): Verdict {
    if (this.#config.has(path) || this.#extra.has(path)) return yes('config or env file');
    const never = this.#never.get(path);
    if (never !== undefined) return no(never);
    if (this.#rules.ownName?.test(basename(path))) return no('written by gorl');
    if (this.#rules.inputs?.wants(path) && !isEditorNoise(basename(path))) return yes('build.generate');
    if (this.#rule(path) !== undefined && !isEditorNoise(basename(path))) return yes('build.rules');
    const named = this.#includeFile.has(path);
    if (!named && isEditorNoise(basename(path))) return no('editor noise');
    if (!named && this.#rules.program?.wants(path) === true) return this.#programFile(path);
    if (!named && this.#isLeftOut(dirname(path))) return no('its directory is watched for something else');
    if (!named && !this.#hasExtension(path)) return no('include_ext');
    const excluded = this.#excludedFile(path);
    if (excluded !== undefined) return no(excluded);
    if (named) return yes('include_file');
    if (!this.#isWanted(path)) return no('not in include_dir');
    if (this.#isIgnored(path)) return no('.gitignore');
    return yes('include_ext');
  }

  ignoredBy(path: string): string | undefined {
    return this.#git?.lineFor(path);
  }

  owners(path: string): readonly Consumer[] {
    if (this.#config.has(path)) return [configConsumer];
    const rule = this.#extra.has(path) ? undefined : this.#rule(path);
    if (rule === undefined) return [this.#consumer];
    return [...(this.#rules.inputs?.wants(path) ? [this.#consumer] : []), { type: 'rule', rule }];
  }

  #rule(path: string): number | undefined {
    return findRule(this.#buildRules, path);
  }

  /** A rule's directory, what is in it, and the way to it; hidden directories and sub-exclusions stay out. */
  #isForRule(path: string): boolean {
    return this.#buildRules.some(({ directories }) =>
      directories.some(
        (wanted) =>
          isWithin(wanted, path) ||
          (isWithin(path, wanted) &&
            !path.slice(wanted.length).includes(`${sep}.`) &&
            basename(path) !== 'node_modules' &&
            !this.#isSubExcluded(path, wanted)),
      ),
    );
  }

  /** By an entry of exclude_dir for what lies below; one that leaves out all of `wanted` is what the rule overrides. */
  #isSubExcluded(path: string, wanted: string): boolean {
    const overridden = this.#excludedDir.written(this.#rel(wanted));
    return this.#excludedDir.written(this.#rel(path)).some((entry) => !overridden.includes(entry));
  }

  /** The user may leave it out by name. */
  #programFile(path: string): Verdict {
    const excluded = this.#excludedFile(path, this.#rules.excludeRegexIsChosen ?? true);
    return excluded === undefined ? yes('the program') : no(excluded);
  }

  /** By the lists, itself or a directory above, and watched all the same: for a build rule, or for the program. */
  #isLeftOut(path: string): boolean {
    if (this.#isBesideRoot(path)) return true;
    if (this.#buildRules.length === 0 && !this.#rules.program && !this.#rules.inputs) return false;
    if (!isWithin(path, this.root) || path === this.root) return false;
    const known = this.#leftOut.get(path);
    if (known !== undefined) return known;
    const isLeftOut = !this.#listedDirectory(path).watch || this.#isLeftOut(dirname(path));
    this.#leftOut.set(path, isLeftOut);
    return isLeftOut;
  }

  #isBesideRoot(path: string): boolean {
    return this.#programStarts.some((start) => isWithin(path, start));
  }

  #hasExtension(path: string): boolean {
    return this.#extensions.has('*') || this.#extensions.has(extensionOf(path));
  }

  #isWanted(path: string): boolean {
    return (
      this.#included.length === 0 ||
      !isWithin(path, this.root) ||
      this.#included.some((wanted) => isWithin(path, wanted))
    );
  }

  /** A line for all in a directory counts whatever the user chose; one for the file itself, only if he did not. */
  #isIgnored(path: string): boolean {
    if (this.#git === undefined || this.#isExempt(path)) return false;
    const leftOut = this.#git.leavesOutFile(path);
    return leftOut === 'with its directory' || (leftOut === 'itself' && !this.#chosen.has(extensionOf(path)));
  }

  #isExempt(path: string): boolean {
    return this.#exempt.some((wanted) => isWithin(path, wanted));
  }

  /** Nothing is seen in a directory if the one above it is not watched. */
  #isOnTheWay(path: string): boolean {
    return this.#exempt.some((wanted) => isWithin(wanted, path));
  }

  /** Directories that the user names and git ignores: what they hold is ignored with them, and yet wanted. */
  #findExempt(): void {
    const git = this.#git;
    const program = (this.#rules.programDirs ?? []).map(resolved);
    this.#exempt = [...this.#included, ...this.starts, ...program].filter((path) => git?.ignores(path, true));
  }
}

/** Nothing but the lists wants it. */
const inTree: Verdict = { watch: true, because: 'in the watched tree', onlyListed: true };
/** Patterns of a generator lead there, and perhaps to nothing. */
const forInputs: Verdict = { watch: true, because: 'build.generate', onlyListed: true };

function yes(because: string): Verdict {
  return { watch: true, because };
}

function no(because: string): Verdict {
  return { watch: false, because };
}
