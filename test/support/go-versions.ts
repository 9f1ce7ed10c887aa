import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The oldest release gorl supports. */
export const oldestGo = 'go1.19.13';

/** The newest release these tests know. */
export const newestGo = 'go1.27.4';

/** A toolchain is about 70 MB. */
const downloadLimitMs = 120_000;

export interface GoAtHand {
  /** As `go version` prints it, e.g. `go1.19.13`. */
  readonly version: string;
  /** A complete environment in which `go` is that version. */
  readonly env: Record<string, string>;
}

/**
 * A whole environment in which `go` is `version` (`go1.21.13`, or `local` for the installed one).
 * GOTOOLCHAIN does the work: it needs an installed Go of 1.21 or newer, fetches what is missing from
 * the module proxy, and serves older releases as well (https://go.dev/doc/toolchain).
 */
export function withGo(version: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(defined), GOTOOLCHAIN: version };
}

/**
 * The same, tried out, and downloaded when need be; another patch release of that version will do.
 * `undefined` when it cannot be had here (no network, an installed Go that knows no GOTOOLCHAIN): skip
 * the test and say so.
 */
export async function findGo(version: string): Promise<GoAtHand | undefined> {
  const env = withGo(version);
  try {
    const { stdout } = await promisify(execFile)('go', ['version'], { env, timeout: downloadLimitMs });
    const actual = stdout.split(' ')[2] ?? '';
    return version === 'local' || minor(actual) === minor(version) ? { version: actual, env } : undefined;
  } catch {
    return undefined;
  }
}

/** `go1.19.13` → `go1.19` */
function minor(version: string): string {
  return version.split('.', 2).join('.');
}
