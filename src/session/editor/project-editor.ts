import type { Reporter } from '../../engine/ports.ts';
import type { Location } from '../../protocol/diagnostic.ts';
import type { Adapters } from '../adapters.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import { codeRoots } from '../service-plan/code-context.ts';
import type { Subject } from '../service-plan/subject.ts';
import { openInEditor, type NotOpened } from './open-in-editor.ts';

export interface ProjectEditorDeps {
  readonly adapters: Pick<Adapters, 'env' | 'startDetached'>;
  readonly subject: () => Subject;
  readonly graph: Pick<SessionGraph, 'files'>;
}

/** Opens a place in the user's own code in his editor. Undefined: done. Never rejects. */
export function openOfProject(place: Location, deps: ProjectEditorDeps): Promise<NotOpened | undefined> {
  const { adapters, subject, graph } = deps;
  const scope = () => {
    // The module's own, those of the workspace, and what a `replace` leads to.
    const packages = graph.files?.graph.packages ?? [];
    return {
      base: subject().project.cwd,
      roots: [...new Set([...codeRoots(subject()), ...packages.map(({ dir }) => dir)])],
    };
  };
  return openInEditor(place, { adapters, scope });
}

/** The same for a key: what is in the way is told. */
export async function openOrTell(place: Location, reporter: Reporter, deps: ProjectEditorDeps): Promise<void> {
  const refused = await openOfProject(place, deps);
  if (refused === undefined) return;
  reporter.report({ type: 'notice', level: 'warning', message: `no editor opens: ${refused.reason}` });
}
