import type { GeneratorPlan } from './generate-plan.ts';
import type { InputPlace } from './input-files.ts';
import { haveSameContent, type InputStates } from './input-state.ts';

const nothing: InputStates = new Map();

/** What a builder remembers of each generator; of one whose entry in the config is another now, nothing. */
export class GeneratorMemory {
  readonly #done = new Map<string, InputStates>();
  readonly #seen = new Map<string, InputStates>();
  readonly #rewrites = new Map<string, ReadonlySet<string>>();
  readonly #toldEmpty = new Set<string>();

  /** Of its inputs when they were last looked at: what has not been written since need not be read again. */
  seen(id: string): InputStates {
    return this.#seen.get(id) ?? nothing;
  }

  saw(id: string, states: InputStates): void {
    this.#seen.set(id, states);
  }

  /** It has succeeded with this content. */
  isDone(id: string, states: InputStates): boolean {
    const done = this.#done.get(id);
    return done !== undefined && haveSameContent(done, states);
  }

  succeeded(id: string, states: InputStates): void {
    this.#done.set(id, states);
  }

  /** Whatever its inputs are, it runs again. */
  forgetDone(): void {
    this.#done.clear();
  }

  /** Inputs that it writes itself whenever it runs. */
  rewrites(id: string): ReadonlySet<string> {
    return this.#rewrites.get(id) ?? new Set();
  }

  rewrote(id: string, paths: readonly string[]): void {
    this.#rewrites.set(id, new Set([...this.rewrites(id), ...paths]));
  }

  /** True the first time. */
  tellEmpty(id: string): boolean {
    if (this.#toldEmpty.has(id)) return false;
    this.#toldEmpty.add(id);
    return true;
  }
}

/** The same for the same entry at the same place. */
export function idOf({ name, cmd, files, exclude }: GeneratorPlan, { root, tmpDir }: InputPlace): string {
  return JSON.stringify([name, cmd, files, exclude, root, tmpDir]);
}
