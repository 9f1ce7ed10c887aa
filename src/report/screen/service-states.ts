import { defined } from '../../base/defined.ts';
import type { Report } from '../../protocol/report.ts';
import { AppState, type ShownState } from './app-state.ts';
import { TestsState } from './tests-state.ts';
import { servicesLine, stateLine, type StateLineView } from './state-line.ts';

/** What the last row says: all of the only program, or how each of several services is. */
export class ServiceStates {
  readonly #session = new AppState();
  readonly #services = new Map<string, AppState>();
  readonly #tests = new TestsState();
  #shown: string | undefined;

  /** There are several, or one again. */
  name(all: readonly string[]): void {
    const names = all.length < 2 ? [] : all;
    for (const name of this.#services.keys()) if (!names.includes(name)) this.#services.delete(name);
    const known = new Map(names.map((name) => [name, this.#services.get(name) ?? new AppState()]));
    this.#services.clear();
    for (const [name, state] of known) this.#services.set(name, state);
  }

  /** That one is shown alone; undefined: all are. */
  show(name: string | undefined): void {
    this.#shown = name;
  }

  note(report: Report, nowMs: number, service?: string): void {
    this.#session.note(report, nowMs);
    this.#tests.note(report, nowMs);
    if (service !== undefined) this.#services.get(service)?.note(report, nowMs);
  }

  /** A figure of the line changes by itself. */
  isMoving(): boolean {
    if (this.#tests.isMoving()) return true;
    if (this.#services.size === 0) return this.#session.isMoving();
    return [...this.#services.values()].some((state) => state.isMoving());
  }

  line(view: StateLineView, cells: number): string {
    const session = this.#session.state();
    const tests = defined({ tests: this.#tests.state() });
    if (this.#services.size === 0) return stateLine(session, { ...view, ...tests }, cells);
    const states = new Map<string, ShownState>([...this.#services].map(([name, state]) => [name, state.state()]));
    return servicesLine(states, session, { ...view, ...tests, ...defined({ shown: this.#shown }) }, cells);
  }
}
