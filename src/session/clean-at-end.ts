import type { Reporter } from '../engine/ports.ts';
import type { Adapters } from './adapters.ts';
import type { Subject, Subjects } from './service-plan/subject.ts';
import { writtenBy } from './written-by.ts';

/** `misc.clean_on_exit`: removes what a session, which began then (Unix ms), left in `tmp_dir`. */
export async function cleanAtEnd(
  subjects: Subjects,
  startedAtMs: number,
  { adapters, reporter }: { readonly adapters: Adapters; readonly reporter: Reporter },
): Promise<void> {
  const { project } = subjects;
  if (!project.loaded.settings['misc.clean_on_exit']) return;
  const { commands, env, files } = adapters;
  for (const subject of cleaned(subjects)) {
    const made = { ...writtenBy(subject), sinceMs: startedAtMs };
    const message = await files.cleanTmpDir({ ...made, commands, env });
    if (message !== undefined) reporter.report({ type: 'notice', level: 'info', message });
  }
}

/** Several have their directories in one, which is cleaned last. */
function cleaned({ project, services }: Subjects): readonly Subject[] {
  const [first, second] = services;
  return first === undefined || second === undefined ? services : [...services, { project, launch: first.launch }];
}
