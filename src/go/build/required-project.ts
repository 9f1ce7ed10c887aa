import { identityOf } from '../../base/what-is-there.ts';

/**
 * Nothing may be made below a project that is not there: what comes back would land inside it.
 *
 * @param directories absolute, of the project
 * @throws when one of them is gone
 */
export function requireProject(directories: readonly string[], look = identityOf): void {
  const gone = directories.find((directory) => look(directory) === undefined);
  if (gone !== undefined) throw new Error(`the project directory is gone: ${gone}`);
}
