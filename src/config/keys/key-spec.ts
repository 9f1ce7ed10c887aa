/** How one key of the config is described; `keys.ts` holds the table of all of them. */
export type KeySpec = StringSpec | ListSpec | IntSpec | BoolSpec | DurationSpec | EnumSpec;

/** `watch`: the tree is watched anew. `process`: the app is built and started anew. `output`: what gorl says is set up anew. `proxy`: it listens anew. */
export type Affected = 'watch' | 'process' | 'output' | 'proxy';

/** What a text is the name of: a shell completes it so. */
type Named = 'file' | 'directory';

interface Described {
  /** One or two plain sentences; goes into the schema, the example and the documentation. */
  readonly doc: string;
  /** What happens while nobody sets the key, where that is more than "the default counts". */
  readonly whenUnset?: string;
  /** What a change of it affects while gorl runs; absent where the value is simply read when it is needed. */
  readonly affects?: readonly Affected[];
  /** Whether air knows the key, with the same meaning. */
  readonly air: boolean;
  /** The release of gorl that first read it. */
  readonly since: string;
}

export interface StringSpec extends Described {
  readonly type: 'string';
  /** `undefined`: there is no default, and "not set" means something of its own. */
  readonly default: string | undefined;
  /** `""` says "as if not set", as it does in air's files. */
  readonly emptyIsUnset?: boolean;
  readonly names?: Named;
}

export interface ListSpec extends Described {
  /** `string-or-list`: a single string is read as a list of one. */
  readonly type: 'string-list' | 'string-or-list';
  readonly default: readonly string[];
  readonly names?: Named;
}

export interface IntSpec extends Described {
  readonly type: 'int';
  readonly default: number;
  readonly unit?: 'ms';
  readonly min: number;
  readonly max: number;
  /** Positive values below are raised to this one. */
  readonly floor?: number;
  /** `0` stands for the default. */
  readonly zeroIsDefault?: boolean;
}

export interface BoolSpec extends Described {
  readonly type: 'bool';
  readonly default: boolean;
}

/** A number or a Go duration string; always kept in milliseconds. */
export interface DurationSpec extends Described {
  readonly type: 'duration-ms';
  readonly default: number;
  readonly unit: 'ms';
  readonly min: number;
  readonly max: number;
}

export interface EnumSpec extends Described {
  readonly type: 'enum';
  readonly default: string;
  readonly choices: readonly string[];
  /** What an unknown value is read as, with a warning; without it an unknown value is an error. */
  readonly otherwise?: string;
}

/** The type of a key's value, from its description. */
export type ValueOf<S> = S extends { readonly type: 'bool' }
  ? boolean
  : S extends { readonly type: 'int' | 'duration-ms' }
    ? number
    : S extends { readonly type: 'string-list' | 'string-or-list' }
      ? readonly string[]
      : S extends { readonly type: 'enum'; readonly choices: readonly (infer C)[] }
        ? C
        : S extends { readonly type: 'string'; readonly default: undefined }
          ? string | undefined
          : S extends { readonly type: 'string' }
            ? string
            : never;

export type SettingValue = string | number | boolean | readonly string[] | undefined;

/** The longest time a timer can be set to: 2³¹−1 ms, about 24 days. */
export const maxMs = 2_147_483_647;
