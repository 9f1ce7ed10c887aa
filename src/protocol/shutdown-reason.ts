/** Why gorl ends. */
export type ShutdownReason =
  | { readonly type: 'key' }
  | { readonly type: 'signal'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' }
  /** `--once`: the build failed, or the app ended. */
  | { readonly type: 'once'; readonly ok: boolean };
