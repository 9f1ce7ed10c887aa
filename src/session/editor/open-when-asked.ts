import type { Reporter } from '../../engine/ports.ts';
import type { NamedPlace, ProjectEditorDeps } from './project-editor.ts';

/** Opens a place in the user's editor, or says why not. What it needs is read now: few sessions do. */
export function openWhenAsked(place: NamedPlace, reporter: Reporter, deps: ProjectEditorDeps): void {
  void import('./project-editor.ts').then(({ openOrTell }) => openOrTell(place, reporter, deps));
}
