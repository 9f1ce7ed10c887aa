import { isBuildLabel } from '../go/build/shell-steps.ts';
import type { AskBuildStage } from '../report/terminal/building-text.ts';
import type { ProcessHost } from './process-host.ts';

/** What a build does, by the processes that it runs: the go command says nothing of it. */
export function buildStage({ commands, table }: Pick<ProcessHost, 'commands' | 'table'>): AskBuildStage {
  // Without /proc nobody knows the name of a process for less than the price of a `ps`.
  if (table?.exact !== true) return () => undefined;
  let isLinking: (() => boolean) | undefined;
  const load = async (): Promise<void> => {
    const { createLinkLook } = await import('../process/commands/link-look.ts');
    isLinking = createLinkLook({ table, builds: () => commands.groups(isBuildLabel) });
  };
  let loading: Promise<void> | undefined;
  return () => {
    // Most builds are over before somebody asks; and a gorl whose files are gone, after an update, builds on without it.
    loading ??= load().catch(() => undefined);
    return isLinking?.() === true ? 'link' : undefined;
  };
}
