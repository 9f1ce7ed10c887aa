import type { Diagnostic } from '../../protocol/diagnostic.ts';

/**
 * What gorl tells a page: one JSON text per server-sent event, on `GET /__gorl/events`. The script in the page is
 * loaded from `/__gorl/client.js?page=<session>.<run>`, which says what the page was made by. `&form` is added to a page
 * that answers another method than GET, so that nothing sends the form again unasked, and `&waiting` to gorl's own page.
 * Where the proxy leads to several services, `&service=<name>` says which of them made the page, and `service` in a
 * message which of them is meant.
 *
 * The same stream serves all tabs of a browser, and a tab that comes later is told from memory: what is the matter
 * (`problem`, `building`) therefore follows each `hello` as it stands, and `hello` itself means that all is well.
 */
export type PageMessage =
  /** The first on each connection. A page of another session or of an earlier run is old, and loads itself anew. */
  | {
      readonly type: 'hello';
      readonly session: string;
      /** The run that answers; of several services, the sum. It grows within a session; 0 while none has been ready. */
      readonly run: number;
      readonly token: string;
      /** Whether gorl wants what goes wrong in the page. Default: true. */
      readonly console?: boolean;
    }
  /** With a run: that one answers from here on, and its pages stay. Without: somebody wants all pages loaded anew. */
  | {
      readonly type: 'reload';
      readonly run?: number;
      /** Only these files changed, on disk, as with `styles`: the browser may keep them in its cache. */
      readonly names?: readonly string[];
    }
  /** Only stylesheets changed, on disk: file names without directories, `site.css`. */
  | { readonly type: 'styles'; readonly names: readonly string[] }
  | { readonly type: 'building'; readonly service?: string }
  | { readonly type: 'problem'; readonly problem: PageProblem; readonly service?: string }
  /** Whatever was wrong is right again. */
  | { readonly type: 'fine'; readonly service?: string };

/** What is the matter with the app, or with one of several. */
export type StateMessage = Extract<PageMessage, { readonly type: 'building' | 'problem' | 'fine' }>;

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
  /** The location's `file` as it came: absolute, or relative to the directory gorl runs in. */
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
