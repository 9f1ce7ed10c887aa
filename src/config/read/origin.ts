import type { Location } from '../../protocol/diagnostic.ts';
import type { Platform } from '../keys/keys.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly type: 'default' }
  | ({ readonly type: 'file' } & Place)
  /** A `[build.<system>]` table of the file. */
  | ({ readonly type: 'platform'; readonly block: `build.${Platform}` } & Place)
  | { readonly type: 'env'; readonly name: string }
  | { readonly type: 'flag'; readonly flag: string };

/** A place in a file, without the excerpt. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export function placeOf(location: Location): Place {
  const { file, line, column } = location;
  return column === undefined ? { file, line } : { file, line, column };
}

/** For people: `default`, `.air.toml:12`, `.air.toml:30 [build.linux]`, `GORL_ROOT`, `--root`. */
export function originText(origin: Origin): string {
  switch (origin.type) {
    case 'default':
      return 'default';
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'platform':
      return `${origin.file}:${origin.line} [${origin.block}]`;
    case 'env':
      return origin.name;
    case 'flag':
      return origin.flag;
  }
}
