/** Variables as a command gets them. */
export type Env = Readonly<Record<string, string>>;

/** Variables as node has its own: any may be missing. */
export type LooseEnv = Readonly<Record<string, string | undefined>>;
