import type { GoBuilder } from '../go/build/builder.ts';
import type { Artifact } from '../protocol/artifact.ts';
import { tellBackground } from './background-hooks.ts';
import { withOwnWrites } from './own-writes/own-writes.ts';
import type { ServiceOptions } from './service.ts';

/** What builds a service, whatever config holds. */
export interface Builders extends Pick<GoBuilder, 'start' | 'cancel' | 'allErrors' | 'makeWay'> {
  /** What a custom build made is run from where that put it. */
  placed(artifact: Artifact): Artifact;
  replace(): void;
  dispose(): Promise<void>;
}

/** The builder of now, and those of earlier configs, whose builds may still run. */
export function createBuilders(
  options: Pick<ServiceOptions, 'name' | 'adapters' | 'reporter' | 'subject' | 'ownWrites' | 'sources'>,
  onUnproven: () => void,
): Builders {
  const { name, adapters, reporter, subject } = options;
  const commands = withOwnWrites(tellBackground(adapters.commands, reporter), options.ownWrites, adapters.clock.now);
  const all: GoBuilder[] = [];
  const make = (): GoBuilder => {
    const builder = adapters.builder({
      service: name,
      commands,
      reporter,
      tmpDir: subject().project.tmpDir,
      name: subject().launch.name,
      sources: options.sources,
      onUnproven,
    });
    all.push(builder);
    void builder.sweep();
    return builder;
  };
  let current = make();
  return {
    start: (request, emit) => current.start(request, emit),
    allErrors: (request) => current.allErrors(request),
    makeWay: () => current.makeWay(),
    cancel: (generation) => all.forEach((each) => each.cancel(generation)),
    placed(artifact) {
      if (artifact.path === undefined) return artifact;
      const path = all.map((each) => each.startFrom(artifact.generation)).find((each) => each !== undefined);
      return path === undefined ? artifact : { ...artifact, path };
    },
    replace() {
      current.retire();
      current = make();
    },
    dispose: async () => void (await Promise.all(all.map((each) => each.dispose()))),
  };
}
