import { readFileSync } from 'node:fs';

/** Fewer tell nothing: the heap of a fresh process grows. */
const fewestSamples = 200;
/** Between quarters of the time: how much of a process is in memory rises and falls by itself. */
const mostGrowth = 1.1;

/** How much memory a process uses, over time. */
export class MemorySamples {
  #megabytes = [];

  take(pid) {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    this.#megabytes.push(Number(kilobytes) / 1024);
  }

  /** Medians of each quarter of the time. */
  get quarters() {
    const size = Math.ceil(this.#megabytes.length / 4);
    return [0, 1, 2, 3].map((at) => median(this.#megabytes.slice(at * size, (at + 1) * size)));
  }

  /** The first quarter is for warming up. */
  get grows() {
    const [, second, , last] = this.quarters;
    return this.#megabytes.length >= fewestSamples && last > second * mostGrowth;
  }

  get text() {
    return this.quarters.map((each) => each?.toFixed(0)).join(', ');
  }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
