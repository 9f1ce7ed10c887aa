/**
 * Words that begin a report of the Go runtime or of the race detector (runtime/panic.go, signal_unix.go,
 * tsan_report.cpp), wherever in a line they stand. One search of a whole chunk: an app may print 100 000 lines a second.
 */
const firstWords =
  /panic: |fatal error: |WARNING: DATA RACE|runtime: goroutine stack exceeds |unexpected fault address |SIG(?:SEGV|BUS|FPE|ABRT|ILL|TRAP|SYS): /;

/** The longest of them are shorter. */
const overlap = 40;
/** So much of an unfinished line is kept; what stands before the first words matters little. */
const maxTail = 4096;

/** Lets nothing of an app's output through but what may be a report. */
export class ReportGate {
  /** The line that is not finished yet. */
  #tail = '';

  /** The text from the start of the line on that may begin a report; undefined if none does. */
  look(text: string): string | undefined {
    const [head = ''] = text.slice(0, overlap).split('\n', 1);
    const seam = this.#tail.slice(-overlap) + head;
    const isAcross = this.#tail !== '' && firstWords.test(seam);
    const at = isAcross ? 0 : text.search(firstWords);
    if (at >= 0) {
      const start = isAcross ? 0 : text.lastIndexOf('\n', at) + 1;
      const found = start === 0 ? this.#tail + text : text.slice(start);
      this.#tail = '';
      return found;
    }
    const start = text.lastIndexOf('\n') + 1;
    this.#tail = (start === 0 ? this.#tail + text : text.slice(start)).slice(-maxTail);
    return undefined;
  }
}
