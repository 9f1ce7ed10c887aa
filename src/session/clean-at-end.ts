import type { Reporter } from '../engine/ports.ts';
import type { Adapters } from './adapters.ts';
import type { Subject } from './service-plan/subject.ts';
import { writtenBy } from './written-by.ts';

/** `misc.clean_on_exit`: removes what a session, which began then (Unix ms), left in `tmp_dir`. */
export async function cleanAtEnd(
  subject: Subject,
  startedAtMs: number,
  { adapters, reporter }: { readonly adapters: Adapters; readonly reporter: Reporter },
): Promise<void> {
  if (!subject.project.loaded.settings['misc.clean_on_exit']) return;
  const { commands, env, files } = adapters;
  const made = { ...writtenBy(subject), sinceMs: startedAtMs };
  const message = await files.cleanTmpDir({ ...made, commands, env });
  if (message !== undefined) reporter.report({ type: 'notice', level: 'info', message });
}
