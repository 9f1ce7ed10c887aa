import type { Frame } from './stack-trace.ts';

/** What one goroutine did with the memory. */
export interface Access {
  /** `write`, `previous read`. */
  readonly what: string;
  /** `goroutine 7`, `the main goroutine`. */
  goroutine: string;
  readonly frames: Frame[];
  /** The detector does not remember where it was. */
  isForgotten: boolean;
}

/** Where a goroutine was started. */
export interface Creation {
  /** `goroutine 7`. */
  readonly goroutine: string;
  /** `running`, `finished`. */
  readonly state: string;
  readonly frames: Frame[];
}

const accessLine = /((?:Previous )?(?:atomic )?(?:read|write)) at 0x[0-9a-f]+ by (.*)$/i;
const whose = /(?:the |)(main goroutine|goroutine \d+):$/;
const creationLine = /Goroutine (\d+) \((\w+)\) created at:$/;
/** Of the memory itself; its stack is nobody's access. */
const otherHeading = /^(?:Heap block of size |Global var |Location is |As if synchronized )/;
const callLine = / {2}(\S+\(\))$/;
const placeLine = /^ {6}(\S.*?):(\d+)(?: \+0x[0-9a-f]+)?$/;
const forgotten = '[failed to restore the stack]';
const ruler = '='.repeat(18);
/** So many lines in a row that belong to none mean that its end was lost. */
const maxForeignLines = 200;

/**
 * One report of the race detector (compiler-rt, tsan_report.cpp), read line by line. It writes in pieces, and the app
 * goes on meanwhile: lines of the app may stand between any two, and at some places within a line.
 */
export class RaceReport {
  readonly accesses: Access[] = [];
  readonly creations: Creation[] = [];
  #frames: Frame[] | undefined;
  /** An access whose goroutine comes with a later line. */
  #nameless: Access | undefined;
  #call: string | undefined;
  #foreign = 0;

  /** False: it is over, or what came was no report. */
  line(line: string): boolean {
    if (this.#read(line)) this.#foreign = 0;
    else if (line.endsWith(ruler) && this.isWhole) return false;
    else this.#foreign += 1;
    return this.#foreign <= maxForeignLines;
  }

  /** Both sides are known. */
  get isWhole(): boolean {
    return this.accesses.length >= 2 && this.accesses.every((each) => each.isForgotten || each.frames.length > 0);
  }

  #read(line: string): boolean {
    const access = accessLine.exec(line);
    if (access !== null) {
      const [, what = '', rest = ''] = access;
      const named = whose.exec(rest)?.[1];
      const begun = { what: what.toLowerCase(), goroutine: goroutineName(named), frames: [], isForgotten: false };
      this.#nameless = named === undefined ? begun : undefined;
      this.accesses.push(begun);
      return this.#begin(begun.frames);
    }
    if (this.#nameless !== undefined) {
      const named = whose.exec(line)?.[1];
      if (named !== undefined) {
        this.#nameless.goroutine = goroutineName(named);
        this.#nameless = undefined;
        return true;
      }
    }
    const creation = creationLine.exec(line);
    if (creation !== null) {
      const [, id = '', state = ''] = creation;
      const begun = { goroutine: `goroutine ${id}`, state, frames: [] };
      this.creations.push(begun);
      return this.#begin(begun.frames);
    }
    if (line.endsWith(forgotten)) {
      for (const each of this.accesses) if (each.frames === this.#frames) each.isForgotten = true;
      return true;
    }
    if (otherHeading.test(line)) return this.#begin(undefined);
    return this.#readFrame(line);
  }

  #begin(frames: Frame[] | undefined): true {
    this.#frames = frames;
    this.#call = undefined;
    return true;
  }

  #readFrame(line: string): boolean {
    const place = placeLine.exec(line);
    if (place !== null) {
      if (this.#call === undefined) return false;
      const func = this.#call.slice(0, -2);
      this.#call = undefined;
      this.#frames?.push({ func, file: place[1] as string, line: Number(place[2]), createdBy: false });
      return true;
    }
    const call = callLine.exec(line)?.[1];
    if (call === undefined) return false;
    this.#call = call;
    return true;
  }
}

function goroutineName(printed: string | undefined): string {
  if (printed === undefined) return 'another goroutine';
  return printed === 'main goroutine' ? 'the main goroutine' : printed;
}
