/** How a process ended. */
export type ProcessEnd =
  | { readonly type: 'code'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: string }
  /** It never ran: no such file, not executable, … */
  | { readonly type: 'spawn-failed'; readonly message: string };
