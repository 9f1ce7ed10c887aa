import type { Diagnostic } from '../../protocol/diagnostic.ts';

/**
 * What gorl tells a page: one JSON text per server-sent event, on `GET /__gorl/events`. The script in the page is
 * loaded from `/__gorl/client.js?page=<session>.<run>`, which says what the page was made by.
 */
export type PageMessage =
  /** The first on each connection. A page of another session or run is old, and loads itself anew. */
  | { readonly type: 'hello'; readonly session: string; readonly run: number; readonly token: string }
  /** Another process answers from here on. */
  | { readonly type: 'reload' }
  /** Only stylesheets changed, on disk: file names without directories, `site.css`. */
  | { readonly type: 'styles'; readonly names: readonly string[] }
  | { readonly type: 'building' }
  | { readonly type: 'problem'; readonly problem: PageProblem }
  /** Whatever was wrong is right again. */
  | { readonly type: 'fine' };

export interface PageProblem {
  /** The build failed, the app crashed, or it never became ready. */
  readonly kind: 'build' | 'crash' | 'unready';
  /** One line for people: `3 errors`, `exit code 2`. */
  readonly title: string;
  /** First errors first; each with its excerpt, if there is one. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is in no diagnostic; '' when there is nothing. */
  readonly output: string;
  /** An older process still answers. */
  readonly stillServing: boolean;
}

/** `POST /__gorl/open`, with the token in `X-Gorl-Token`. */
export interface OpenRequest {
  /** Absolute. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** `POST /__gorl/console`, with the token in `X-Gorl-Token`: what went wrong in the page. */
export interface ConsoleRequest {
  readonly kind: 'error' | 'rejection' | 'console';
  readonly message: string;
  /** As the browser words it; '' when there is none. */
  readonly stack: string;
  /** Of the page, without query and fragment. */
  readonly page: string;
}
