import { accessSync, constants } from 'node:fs';
import { AppTty, type TtySize } from './app-tty.ts';

export interface AppTtysRequest {
  /** Finds or builds the program that gives others a terminal; an error says why there is none. */
  readonly helper: () => Promise<string>;
  /** The same without a wait, where an earlier session has built it. */
  readonly builtHelper: () => string | undefined;
  /** What the app may use of gorl's terminal, asked at every start. `isOneOfMany`: others write beside it. */
  readonly size: (isOneOfMany: boolean) => TtySize;
  /** There are none: the app gets gorl's own terminal, as far as it can be had. */
  readonly onNone: (reason: string) => void;
}

/** The pseudo-terminals of all runs. */
export interface AppTtys {
  /** Calls `then` when it is clear whether there are any: at once if that is known. */
  prepared(then: () => void): void;
  /**
   * Undefined when there are none to be had.
   *
   * @param service whose it is, where others write beside it
   */
  open(service?: string): AppTty | undefined;
  /** Why there are none; undefined as long as there may be some. */
  readonly reason: string | undefined;
  /**
   * What was typed, for the newest of the runs that live. Returns whether there is one.
   *
   * @param service for that one of several. Default: whichever it is
   */
  type(bytes: Uint8Array, service?: string): boolean;
  /** What they may use of gorl's terminal may have another size. */
  resized(): void;
  giveUp(error: unknown): void;
}

export function createAppTtys({ helper, builtHelper, size, onNone }: AppTtysRequest): AppTtys {
  const open = new Map<AppTty, string | undefined>();
  let path = builtHelper();
  let reason: string | undefined;
  let search: Promise<void> | undefined;

  const giveUp = (error: unknown): void => {
    path = undefined;
    if (reason !== undefined) return;
    reason = error instanceof Error ? error.message : String(error);
    onNone(reason);
  };
  const find = async (): Promise<void> => {
    try {
      path = await helper();
    } catch (error) {
      giveUp(error);
    }
  };

  return {
    get reason() {
      return reason;
    },
    prepared(then) {
      if (path !== undefined || reason !== undefined) return then();
      search ??= find();
      void search.then(then);
    },
    open(service) {
      if (path === undefined) return undefined;
      try {
        // Caches are cleaned, and may be where nothing may be executed: that is no failure of the app.
        accessSync(path, constants.X_OK);
        const tty = new AppTty(path, size(service !== undefined));
        open.set(tty, service);
        tty.output.once('close', () => open.delete(tty));
        return tty;
      } catch (error) {
        giveUp(error);
        return undefined;
      }
    },
    type(bytes, service) {
      const [newest] = [...open].findLast(([, of]) => service === undefined || service === of) ?? [];
      newest?.type(bytes);
      return newest !== undefined;
    },
    resized: () => open.forEach((service, tty) => tty.resize(size(service !== undefined))),
    giveUp,
  };
}
