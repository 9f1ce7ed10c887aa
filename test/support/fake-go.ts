import type { CommandRunner } from '../../src/engine/ports.ts';
import type { TempProject } from './temp-project.ts';

/** A package as `go list -json` prints it. */
export interface ListedPackage {
  readonly Dir?: string;
  readonly Name?: string;
  readonly Error?: { readonly Err: string };
}

/** A toolchain that says its version by the file beside it, so that nothing is run for it. Returns the environment. */
export function installFakeGo(project: TempProject): Record<string, string> {
  project.write('sdk/bin/go', '', 0o755);
  project.write('sdk/VERSION', 'go1.26.8\ntime 2026-01-01T00:00:00Z\n');
  return { PATH: project.at('sdk/bin') };
}

export const listing = (packages: readonly ListedPackage[]): string =>
  packages.map((each) => `${JSON.stringify(each, undefined, '\t')}\n`).join('');

/** Commands that end at once: what `go list` prints of its last argument. Keeps what was asked. */
export function fakeGoList(
  answer: (pattern: string) => readonly ListedPackage[] | { readonly code: number; readonly output: string },
): CommandRunner & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    start({ command }) {
      const pattern = command.type === 'argv' ? (command.args.at(-1) ?? '') : command.line;
      asked.push(pattern);
      const said = answer(pattern);
      const { code, output } = 'code' in said ? said : { code: 0, output: listing(said) };
      return {
        pid: 1,
        ended: Promise.resolve({ end: { type: 'code', code }, output }),
        cancel: () => Promise.resolve(),
      };
    },
  };
}
