import type { Location } from '../../protocol/diagnostic.ts';
import type { SettingValue } from '../keys/key-spec.ts';
import { defaultSettings, type Key } from '../keys/keys.ts';
import type { FoldedCommand } from './fold-command.ts';
import type { ForeignTool } from './foreign-tools.ts';

/** One key of the new file. */
export interface Carried {
  readonly key: Key;
  readonly value: Exclude<SettingValue, undefined>;
  /** What said so over there: `valid_ext`, `daemon +sigterm`. */
  readonly from: string;
}

/** One key of a `[services.NAME]` table: `package`, `env`, `build.pre_cmd`. */
export interface ServiceEntry {
  readonly key: string;
  readonly value: string | boolean | number | readonly string[] | readonly Variable[];
}

/** A variable of a service. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** What to know about it. */
  readonly comment?: string;
}

/** A service of the new file. */
export interface CarriedService {
  readonly name: string;
  /** `Procfile:3` */
  readonly from: string;
  readonly comments: readonly string[];
  readonly entries: readonly ServiceEntry[];
}

/** What a foreign config means here. */
export interface Migration {
  readonly tool: ForeignTool;
  /** `runner.conf`, `Makefile:12` */
  readonly source: string;
  readonly carried: readonly Carried[];
  /** In their order; none where there is one program. */
  readonly services: readonly CarriedService[];
  /** What to know of the new file, one line each. */
  readonly notes: readonly string[];
  /** What has no counterpart here, one line each. */
  readonly lost: readonly string[];
}

export type MigrationResult =
  | { readonly type: 'migrated'; readonly migration: Migration }
  /** There is nothing in it that could be run here. */
  | { readonly type: 'failed'; readonly message: string; readonly hint?: string; readonly location?: Location };

/** What the readers have to know about the project. */
export interface MigrationContext {
  readonly windows: boolean;
  /** Of a path relative to the project. */
  readonly isDirectory: (path: string) => boolean;
  /** The text of a file; undefined where there is none. */
  readonly read: (path: string) => string | undefined;
  /** The names in a directory; none where there is no directory. */
  readonly namesIn: (path: string) => readonly string[];
  /** Whether a directory certainly holds a main package. */
  readonly isMain: (path: string) => boolean;
}

/** Gathers what a reader finds. */
export class Draft {
  readonly carried: Carried[] = [];
  readonly services: CarriedService[] = [];
  readonly notes: string[] = [];
  readonly lost: string[] = [];

  /** The first who says something about a key counts. */
  set(key: Key, value: Carried['value'], from: string): void {
    if (!this.carried.some((each) => each.key === key)) this.carried.push({ key, value, from });
  }

  lose(...lines: readonly string[]): void {
    this.lost.push(...lines.filter((line) => !this.lost.includes(line)));
  }

  note(...lines: readonly string[]): void {
    this.notes.push(...lines.filter((line) => !this.notes.includes(line)));
  }

  /** The stop signal; air and gorl have no key for "kill at once" but `send_interrupt = false`. */
  setSignal(name: string, from: string): void {
    const signal = name.toUpperCase().startsWith('SIG') ? name.toUpperCase() : `SIG${name.toUpperCase()}`;
    if (signal === 'SIGKILL') this.set('build.send_interrupt', false, from);
    else if (/^SIG(?:INT|TERM|QUIT|HUP|USR[12])$/.test(signal)) this.set('build.stop_signal', signal, from);
    else this.lose(`${from}: gorl cannot stop a program with ${signal}; it sends SIGINT`);
  }

  /** @param built what said how to build @param run what said how to run */
  setCommand(folded: FoldedCommand, built: string, run = built): void {
    if (folded.preCmd.length > 0) {
      this.set('build.pre_cmd', folded.preCmd, built);
      this.lose(
        `${built}: when "${folded.preCmd.join('" or "')}" fails, gorl builds and restarts all the same, as air does; build.stop_on_error = true prevents it, and also stops the program`,
      );
    }
    this.set('build.cmd', folded.cmd, folded.builds ? built : `${run}: nothing is built before the program`);
    if (folded.fullBin !== undefined) this.set('build.full_bin', folded.fullBin, run);
    else if (folded.entrypoint !== undefined) this.set('build.entrypoint', folded.entrypoint, run);
    this.lose(...folded.lost.map((line) => `${run}: ${line}`));
  }

  /** More expressions for files that are left out; those that gorl leaves out by default stay. */
  excludeRegex(expressions: readonly string[], from: string): void {
    if (expressions.length === 0) return;
    const own = expressions.some((each) => each.includes('_test'));
    const first = own ? [] : defaultSettings('linux')['build.exclude_regex'];
    this.set('build.exclude_regex', [...new Set([...first, ...expressions])], from);
  }

  finish(tool: ForeignTool, source: string): MigrationResult {
    const { carried, services, notes, lost } = this;
    return { type: 'migrated', migration: { tool, source, carried, services, notes, lost } };
  }
}
