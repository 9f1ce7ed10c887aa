import type { Reporter } from '../../engine/ports.ts';
import type { Location } from '../../protocol/diagnostic.ts';
import type { ProjectEditorDeps } from './project-editor.ts';

/** Opens a place in the user's editor, or says why not. What it needs is read now: few sessions do. */
export function openWhenAsked(place: Location, reporter: Reporter, deps: ProjectEditorDeps): void {
  void import('./project-editor.ts').then(({ openOrTell }) => openOrTell(place, reporter, deps));
}
