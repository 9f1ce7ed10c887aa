import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const corpusDir = fileURLToPath(new URL('./corpus/', import.meta.url));
export const fixturesDir = fileURLToPath(new URL('../../../fixtures', import.meta.url));

/** Go releases of which output was recorded (corpus/record.sh). */
export const releases: readonly string[] = readdirSync(corpusDir).filter((name) => name.startsWith('go'));

/** What that release printed, with this checkout's paths. */
export function recorded(release: string, name: string): string {
  const text = readFileSync(join(corpusDir, release, `${name}.txt`), 'utf8');
  return text.replaceAll('$FIXTURES', fixturesDir).replaceAll('$GOROOT', '/usr/local/go');
}
