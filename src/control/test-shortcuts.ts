import type { Request } from '../protocol/request.ts';
import { problemKeys, quitKey, screenKeys, testKeys, type ScreenActions, type Shortcut } from './shortcuts.ts';

/** The keys of `gorl test`: where a key is in both lists, it does the same. */
export function createTestShortcuts(ask: (request: Request) => void, screen: ScreenActions): readonly Shortcut[] {
  const asks = (which: 'all' | 'failed', key: string) => (): void =>
    ask({ type: 'run-tests', tests: { which }, by: { type: 'key', key } });
  return [
    { key: 'a', description: 'run all tests', short: 'all', action: asks('all', 'a') },
    { key: 'f', description: 'run the packages that failed', short: 'failed', action: asks('failed', 'f') },
    ...testKeys(ask, screen),
    ...problemKeys(screen),
    { key: 'o', description: 'open the failure in your editor', action: screen.openError },
    ...screenKeys(screen),
    quitKey(ask, 'end the tests and quit'),
  ];
}
