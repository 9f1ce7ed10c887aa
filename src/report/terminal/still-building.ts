export interface StillBuildingOptions {
  /** Unix ms. */
  readonly now: () => number;
  /** Calls `fire` once after `ms`; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
  readonly say: (buildingForMs: number) => void;
}

/** Where no line can be rewritten: says again and again that a build goes on, so that nobody thinks that it hangs. */
export interface StillBuilding {
  /** Beginning the same again changes nothing. */
  begin(sinceMs: number): void;
  end(): void;
}

const everyMs = 30_000;

export function createStillBuilding({ now, after, say }: StillBuildingOptions): StillBuilding {
  let since: number | undefined;
  let cancel = (): void => {};

  function waitFrom(sinceMs: number, times: number): void {
    cancel = after(Math.max(0, sinceMs + times * everyMs - now()), () => {
      say(times * everyMs);
      waitFrom(sinceMs, times + 1);
    });
  }

  return {
    begin(sinceMs) {
      if (since === sinceMs) return;
      cancel();
      since = sinceMs;
      waitFrom(sinceMs, Math.floor((now() - sinceMs) / everyMs) + 1);
    },
    end() {
      cancel();
      since = undefined;
    },
  };
}
