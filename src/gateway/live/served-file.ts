import { askApp } from './ask-app.ts';
import type { RequestedPath } from './requested-files.ts';

/**
 * What the app makes of a file: it answers with what is in it now, with something else, or nobody has ever asked it for
 * a file of that name.
 */
export type Served = 'as-it-is' | 'otherwise' | 'unasked';

/**
 * Asks the app by all paths that are known, at once: of two files with the same name, one is another's.
 *
 * @param port undefined: there is no app to ask
 * @param content undefined: the file is gone
 */
export async function servedFile(
  port: number | undefined,
  paths: readonly RequestedPath[],
  content: Buffer | undefined,
): Promise<Served> {
  if (paths.length === 0) return 'unasked';
  if (port === undefined) return 'otherwise';
  const answers = await Promise.all(paths.map((path) => askApp(port, path, content?.length ?? 0)));
  const isSame = answers.some((answer) =>
    content === undefined
      ? answer?.status === 404 || answer?.status === 410
      : answer?.status === 200 && answer.body?.equals(content) === true,
  );
  return isSame ? 'as-it-is' : 'otherwise';
}
