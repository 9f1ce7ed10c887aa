import type { EmptyStdinDeps, EmptyStdinHint } from './empty-stdin-hint.ts';

/** An app that lives no longer, in ms, may have found nothing on stdin. */
const shortMs = 1000;

/** Has the ends of short runs looked into; few sessions need what does that. */
export function watchShortRuns(deps: EmptyStdinDeps): void {
  let hint: Promise<EmptyStdinHint> | undefined;
  deps.loop.subscribe((event, state) => {
    if (event.type !== 'process-exited' || event.livedMs >= shortMs) return;
    hint ??= import('./empty-stdin-hint.ts').then((module) => new module.EmptyStdinHint(deps));
    void hint.then((each) => each.exited(event, state)).catch(() => undefined);
  });
}
