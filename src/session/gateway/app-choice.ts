import type { Settings } from '../../config/keys/keys.ts';
import type { AppPorts } from './app-ports.ts';

export interface AppChoiceDeps {
  readonly settings: () => Settings;
  readonly handed: Pick<AppPorts, 'of' | 'forget'>;
  readonly speaksHttp: (port: number) => Promise<boolean>;
  /** What was unknown is known. */
  readonly known: () => void;
}

/** Which of the ports of a run requests go to. */
export class AppChoice {
  readonly #deps: AppChoiceDeps;
  readonly #listens = new Map<number, readonly number[]>();
  readonly #chosen = new Map<number, number>();
  /** Whose ports are being asked. */
  #choosing = '';

  constructor(deps: AppChoiceDeps) {
    this.#deps = deps;
  }

  /** Where that run listens. */
  listens(run: number): readonly number[] {
    return this.#listens.get(run) ?? [];
  }

  listening(run: number, ports: readonly number[]): void {
    this.#listens.set(run, ports);
  }

  exited(run: number): void {
    this.#listens.delete(run);
    this.#chosen.delete(run);
    this.#deps.handed.forget(run);
  }

  /**
   * The one that the config names, the one that the app was told, else the one that answers HTTP. Undefined: it listens
   * on none.
   */
  of(run: number): number | 'unknown' | undefined {
    const named = this.#deps.settings()['proxy.app_port'];
    if (named !== 0) return named;
    const ports = this.listens(run);
    const handed = this.#deps.handed.of(run);
    if (handed !== undefined && ports.includes(handed)) return handed;
    if (ports.length < 2) return ports[0];
    const chosen = this.#chosen.get(run);
    if (chosen !== undefined) return chosen;
    void this.#choose(run, ports);
    return 'unknown';
  }

  /** An admin port, or a debugger's, may be the first. */
  async #choose(run: number, ports: readonly number[]): Promise<void> {
    const key = `${run}:${ports.join()}`;
    if (this.#choosing === key) return;
    this.#choosing = key;
    const { speaksHttp, known } = this.#deps;
    const answers = await Promise.all(ports.map((port) => speaksHttp(port)));
    const port = ports.find((_, at) => answers[at]) ?? ports[0];
    if (port !== undefined && this.#listens.has(run)) this.#chosen.set(run, port);
    known();
  }
}
