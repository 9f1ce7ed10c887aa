import { basename, extname } from 'node:path';
import { readRegularFile } from '../../base/read-regular-file.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Served } from '../../gateway/live/served-file.ts';
import type { PageMessage } from '../../gateway/live/page-message.ts';
import type { FileChange } from '../../protocol/change.ts';
import { isWatchedAnyway } from '../service-plan/page-files.ts';
import type { Project } from '../service-plan/project.ts';

/** Of what is longer nobody compares the bytes. */
const longestPageFile = 16 * 1024 * 1024;

export interface PageFilesDeps {
  readonly reporter: Reporter;
  readonly project: () => Project;
  /** Undefined where it cannot be read, or is too long. */
  readonly read: (path: string) => Buffer | undefined;
  /** What the app makes of a file with that name. */
  readonly serves: (name: string, content: Buffer | undefined) => Promise<Served>;
  readonly tell: (message: PageMessage) => void;
  /** Whether it is this service that says so of a file that no page asks it for. */
  readonly isIdleTold: (name: string) => boolean;
  /** And so is what it embeds; else a file may be embedded that nobody has asked for. */
  readonly isProgramKnown: boolean;
}

/**
 * Shows files in pages that the app serves from disk. Whether it does, no name tells: a template is parsed at start, a
 * stylesheet may be kept in memory. So the app is asked, by the paths that browsers have asked for: if it answers with
 * what is in the file now, there is nothing that a restart would change.
 *
 * @returns those for which something else has to be done. Never rejects.
 */
export async function showInPages(
  files: readonly FileChange[],
  { reporter, project, read, serves, tell, isIdleTold, isProgramKnown }: PageFilesDeps,
): Promise<readonly FileChange[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const content = file.kind === 'deleted' ? undefined : read(file.path);
      const isUnreadable = content === undefined && file.kind !== 'deleted';
      return { file, served: isUnreadable ? 'otherwise' : await serves(basename(file.path), content) };
    }),
  );
  const [shown, unasked] = (['as-it-is', 'unasked'] as const).map((served) =>
    found.filter((each) => each.served === served).map(({ file }) => file),
  ) as [FileChange[], FileChange[]];
  const idle = isProgramKnown ? unasked.filter(({ path }) => !isWatchedAnyway(path, project())) : [];
  const told = idle.filter(({ path }) => isIdleTold(basename(path)));
  if (told.length > 0) reporter.report({ type: 'nothing-to-do', reason: 'no page has asked for it', files: told });
  const rest = files.filter((file) => !shown.includes(file) && !idle.includes(file));
  // The restart that follows reloads the pages.
  if (shown.length === 0 || rest.length > 0) return rest;
  const names = shown.map(({ path }) => basename(path));
  const how = shown.every(({ path, kind }) => extname(path) === '.css' && kind !== 'deleted') ? 'styles' : 'reload';
  reporter.report({ type: 'pages-updated', files: shown, how });
  tell({ type: how, names });
  return rest;
}

/** Undefined where it cannot be read, or is too long. */
export function readPageFile(path: string): Buffer | undefined {
  try {
    const content = readRegularFile(path, longestPageFile);
    return content.length < longestPageFile ? content : undefined;
  } catch {
    return undefined;
  }
}
