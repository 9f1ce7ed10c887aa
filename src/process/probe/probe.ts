import type { RunningCommand } from '../../engine/ports.ts';

/** What shows that the app is ready, or still answers. */
export type Probe =
  /** A path, asked for on a port that the app listens on, or a URL. */
  | { readonly type: 'http'; readonly target: string }
  | { readonly type: 'tcp'; readonly host: string; readonly port: number }
  | { readonly type: 'exec'; readonly line: string; readonly start: () => RunningCommand }
  /** A line of its stderr. */
  | { readonly type: 'log'; readonly pattern: string };

/** What can be asked at any time. */
export type AskedProbe = Exclude<Probe, { readonly type: 'log' }>;

export interface ReadyPlan {
  readonly probe: Probe;
  /** The longest pause between two attempts. */
  readonly intervalMs: number;
}

export interface LivePlan {
  readonly probe: AskedProbe;
  /** Between two attempts. */
  readonly intervalMs: number;
  /** For one attempt. */
  readonly timeoutMs: number;
  /** In a row. */
  readonly failures: number;
}
