/** Where a pattern stands: a key of `[build]`, or the build rule of that index. */
export type PatternSource = 'exclude_file' | 'exclude_regex' | number;

/** Takes what is wrong with a pattern that cannot be compiled. */
export type TellProblem = (source: PatternSource, key: string, pattern: string, error: unknown) => void;
