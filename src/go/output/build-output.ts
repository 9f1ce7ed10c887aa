import { resolve } from 'node:path';
import { defined } from '../../base/defined.ts';
import {
  type Diagnostic,
  type DiagnosticSource,
  type Location,
  type Note,
  problem,
  tooManyErrors,
} from '../../protocol/diagnostic.ts';
import { hintFor } from './build-hints.ts';
import { missingPackageHint, type OwnModule } from '../packages/own-packages.ts';
import { type OutputLine, readOutputLine } from './output-line.ts';
import { shownPath } from '../../base/paths.ts';

/** What the lines before tell of where a file lies. */
export interface PlaceClues {
  /** The import path of the last `# import/path` line. */
  readonly package?: string;
  /** Absolute: make says that it is in there. */
  readonly directory?: string;
}

/** Finds the files that a command's output names. */
export interface Places {
  /** Absolute; undefined where more than one file may be meant, or none is found. */
  find(file: string, clues: PlaceClues): string | undefined;
}

export interface OutputContext {
  /** Where the command ran: what its relative paths are relative to. */
  readonly cwd: string;
  /** What shown paths are relative to. Default: `cwd`. */
  readonly base?: string;
  /** The user's own: a package of one of them is not to be fetched. */
  readonly modules?: readonly OwnModule[];
  /** Where the files lie that it names. Default: all are relative to `cwd`. */
  readonly places?: Places;
  /** Default: `go`. */
  readonly source?: DiagnosticSource;
}

export interface ParsedOutput {
  /** In the order in which they were printed. */
  readonly diagnostics: readonly Diagnostic[];
  /** Lines that are in no diagnostic; headers and progress (`go: downloading …`) excepted. */
  readonly rest: readonly string[];
  /** The packages named by `# path` lines. */
  readonly packages: readonly string[];
}

type PositionLine = Extract<OutputLine, { type: 'position' }>;

interface Draft {
  message: string;
  location?: Location;
  readonly notes: Note[];
  readonly source: DiagnosticSource;
  hint?: string;
}

/**
 * Turns the output of go build, vet or list into diagnostics. Nothing is lost: every line becomes a
 * message, a note, a hint or a location, or it is in `rest`. Never throws, whatever the text.
 */
export function parseBuildOutput(output: string, context: OutputContext): ParsedOutput {
  const parser = new OutputParser(context);
  for (const line of output.split('\n')) parser.add(line.endsWith('\r') ? line.slice(0, -1) : line);
  return parser.finish();
}

class OutputParser {
  readonly #context: OutputContext;
  readonly #drafts: Draft[] = [];
  readonly #rest: string[] = [];
  /** Where in `rest` lines stand that mean nothing beside a diagnostic. */
  readonly #frames = new Set<number>();
  readonly #packages = new Set<string>();
  readonly #places: Places;
  /** Of the header that the lines stand under. */
  #package: string | undefined;
  /** Where make says that it is, the innermost last. */
  readonly #directories: string[] = [];
  /** What a line that begins with a tab belongs to. */
  #open: Draft | undefined;
  /** The last diagnostic of the package whose header came last. */
  #lastOfPackage: Draft | undefined;
  #heading: string | undefined;

  constructor(context: OutputContext) {
    this.#context = context;
    this.#places = context.places ?? placesBelow(context.cwd);
  }

  add(line: string): void {
    if (line.trim() === '') return;
    const read = readOutputLine(line);
    if (read.type !== 'position') this.#dropHeading();
    if (this.#addPart(read)) return;
    this.#open = undefined;
    if (read.type === 'package') {
      this.#packages.add(read.path);
      this.#package = read.path.replaceAll(/[[\]]/g, '');
      this.#lastOfPackage = undefined;
    } else if (read.type === 'heading') {
      this.#heading = read.text;
    } else if (read.type === 'position') {
      this.#heading = undefined;
      const source = read.vet ? 'vet' : (this.#context.source ?? 'go');
      this.#begin({ ...this.#placed(read, line), notes: [], source });
    } else if (read.type === 'error') {
      this.#begin({ message: read.message, notes: [], source: this.#context.source ?? 'go' });
    } else if (read.type === 'chain') {
      const notes = [{ message: `package ${read.path}` }];
      this.#begin({ message: '', notes, source: this.#context.source ?? 'go' });
    } else if (read.type !== 'progress') {
      // Another command's words: the header does not speak of what follows.
      this.#package = undefined;
      if (read.type === 'directory') this.#moved(read);
      if (read.type === 'frame') this.#frames.add(this.#rest.length);
      this.#rest.push(line);
    }
  }

  finish(): ParsedOutput {
    this.#dropHeading();
    return {
      diagnostics: withoutRepeats(this.#drafts.map((draft) => toDiagnostic(draft, this.#context.modules ?? []))),
      rest: this.#drafts.length === 0 ? this.#rest : this.#rest.filter((_, at) => !this.#frames.has(at)),
      packages: [...this.#packages],
    };
  }

  /** Lines that add to a diagnostic; false when there is none to add to. */
  #addPart(read: OutputLine): boolean {
    if (read.type === 'continuation' && this.#open !== undefined) {
      this.#continue(this.#open, read.text);
      return true;
    }
    if ((read.type === 'note' || read.type === 'too-many-errors') && this.#lastOfPackage !== undefined) {
      const note = read.type === 'note' ? read.text : tooManyErrors;
      this.#lastOfPackage.notes.push({ message: note });
      if (read.type === 'too-many-errors') this.#lastOfPackage.hint ??= 'build with -gcflags=-e to see all errors';
      this.#open = undefined;
      return true;
    }
    return false;
  }

  #continue(draft: Draft, text: string): void {
    if (text === '') return;
    if (draft.notes[0]?.message.startsWith('package ') === true && draft.message === '') {
      const [, step = text, message = ''] = /^(imports \S+(?: from \S+?)?): (.*)$/.exec(text) ?? [];
      draft.notes.push({ message: step });
      draft.message = message;
      return;
    }
    const command = /^(?:go (?:get|mod|work|install|env) .*)$/.exec(text);
    if (command !== null && draft.hint === undefined) {
      draft.hint = `run: ${text}`;
      return;
    }
    const position = readOutputLine(text);
    draft.notes.push(position.type === 'position' ? this.#placed(position, text) : { message: text });
  }

  #begin(draft: Draft): void {
    this.#drafts.push(draft);
    this.#open = draft;
    this.#lastOfPackage = draft;
  }

  /** A place that may be another file's is no place: then the finder's own line is the message. */
  #placed(position: PositionLine, line: string): { readonly message: string; readonly location?: Location } {
    const path = this.#places.find(position.file, {
      ...defined({ package: this.#package, directory: this.#directories.at(-1) }),
    });
    if (path === undefined) return { message: line };
    const { cwd, base = cwd } = this.#context;
    const file = shownPath(resolve(cwd, path), base);
    const { message, line: number, column } = position;
    return { message, location: { file, line: number, ...defined({ column }) } };
  }

  #moved({ path, entered }: Extract<OutputLine, { type: 'directory' }>): void {
    if (entered) this.#directories.push(resolve(this.#context.cwd, path));
    else this.#directories.pop();
  }

  /** A heading under which nothing follows must not vanish. */
  #dropHeading(): void {
    if (this.#heading !== undefined) this.#rest.push(`go: ${this.#heading}`);
    this.#heading = undefined;
  }
}

/** For a go command that gorl started itself: all paths are relative to where it ran. */
function placesBelow(cwd: string): Places {
  return { find: (file) => resolve(cwd, file) };
}

/**
 * What `go vet` and `go build` both say of one place is one problem, with the hint that either has.
 * Two that advise differently stay two: neither advice may be lost.
 */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const kept: Diagnostic[] = [];
  const placesOf = new Map<string, number[]>();
  for (const one of diagnostics) {
    const said = JSON.stringify([one.location, one.message, one.notes]);
    const places = placesOf.get(said) ?? [];
    const at = one.location && places.find((place) => adviseAlike(one, kept[place]));
    if (at === undefined) {
      placesOf.set(said, [...places, kept.length]);
      kept.push(one);
    } else kept[at] = { ...one, ...defined({ hint: kept[at]?.hint ?? one.hint }) };
  }
  return kept;
}

function adviseAlike(one: Diagnostic, other: Diagnostic | undefined): boolean {
  return one.hint === undefined || other?.hint === undefined || one.hint === other.hint;
}

function toDiagnostic(draft: Draft, modules: readonly OwnModule[]): Diagnostic {
  // A chain that was cut off has no verdict: its first line is then the message.
  const said = draft.message === '' ? (draft.notes[0]?.message ?? '') : draft.message;
  const missing = missingPackageHint(said, modules);
  const message = missing === undefined ? said : said.replace(/; to add it:$/, '');
  const hint = missing ?? draft.hint ?? hintFor(message);
  return problem(message, {
    severity: message.startsWith('warning: ') ? 'warning' : 'error',
    location: draft.location,
    notes: draft.message === '' ? draft.notes.slice(1) : draft.notes,
    source: draft.source,
    hint,
  });
}
