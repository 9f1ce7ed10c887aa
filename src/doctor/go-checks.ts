import { count } from '../base/plural.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { MainPackages } from '../go/packages/main-packages.ts';
import type { ModuleSearch } from '../go/packages/module-files.ts';
import { isNewer, type ToolchainSearch } from '../go/toolchain/toolchain.ts';
import { ok, problem, warning, type Check } from './check.ts';

/** How the config says the program is built. */
export type BuildKind =
  /** gorl finds the main package. */
  | { readonly type: 'automatic' }
  /** One `go build`, which gorl runs itself. */
  | {
      readonly type: 'owned';
      readonly line: string;
      readonly flags: readonly string[];
      readonly packages: readonly string[];
    }
  /** A shell line of the user's; it may need no Go at all. */
  | { readonly type: 'custom'; readonly line: string };

export function checkGo(
  search: ToolchainSearch,
  build: BuildKind,
  wanted: readonly string[],
  env: NodeJS.ProcessEnv,
): Check {
  if (search.type === 'missing') {
    const { message, hint } = search.diagnostic;
    return needsGo(build)
      ? problem('go', message, hint)
      : warning('go', `${message}, but build.cmd does not name it`, hint);
  }
  const { goFile, version } = search.toolchain;
  if (version === undefined) return warning('go', `${goFile} does not report its version`, 'try: go version');
  const newer = wanted.find((each) => isNewer(each, version));
  if (newer === undefined) return ok('go', `${version} at ${goFile}`);
  return (env['GOTOOLCHAIN'] ?? '') === 'local'
    ? problem(
        'go',
        `${version} at ${goFile} is older than ${newer}, which go.mod requires`,
        'install a newer Go, or unset GOTOOLCHAIN',
      )
    : warning(
        'go',
        `${version} at ${goFile}; go.mod requires ${newer}, which the go command downloads when it builds`,
        'install it to avoid the download',
      );
}

function needsGo(build: BuildKind): boolean {
  return build.type !== 'custom' || /\bgo\b/.test(build.line);
}

export function checkModule(search: ModuleSearch, build: BuildKind): Check {
  switch (search.type) {
    case 'off':
      return warning(
        'module',
        'GO111MODULE=off: Go ignores go.mod and looks for packages in GOPATH',
        'unset it unless you mean it',
      );
    case 'missing': {
      const { message, hint } = search.diagnostic;
      return build.type === 'custom' ? warning('module', message, hint) : problem('module', message, hint);
    }
    case 'found': {
      const { module, workspace } = search;
      const names = [
        ...(module === undefined ? [] : [`${module.path || 'unnamed'} (${module.file})`]),
        ...(workspace === undefined
          ? []
          : [`workspace of ${count(workspace.uses.length, 'module')} (${workspace.file})`]),
      ];
      return ok('module', names.join(', '), workspace?.uses ?? []);
    }
  }
}

/** @param mains undefined: they could not be looked for, and another check says why */
export function checkMains(mains: MainPackages | undefined, build: BuildKind): readonly Check[] {
  const id = 'main-packages';
  if (build.type === 'custom') return [ok(id, `build.cmd decides: ${build.line}`)];
  if (build.type === 'owned') return [ok(id, `${build.packages.join(' ')}, from build.cmd`)];
  switch (mains?.type) {
    case undefined:
      return [];
    case 'one':
      return [ok(id, mains.dir)];
    case 'several': {
      const shown = mains.dirs.slice(0, 5).join(', ') + (mains.dirs.length > 5 ? ', …' : '');
      return [
        warning(
          id,
          `there are ${mains.dirs.length}: ${shown}; gorl asks at a terminal, and exits elsewhere`,
          `say which: gorl run ${mains.dirs[0]}, or gorl init`,
        ),
      ];
    }
    case 'none':
      return [
        problem(id, `none found: ${mains.reason}`, 'start gorl where the program is, or name it: gorl run <package>'),
      ];
    case 'failed':
      return mains.diagnostics.slice(0, 1).map((each) => problem(id, placed(each), each.hint));
  }
}

/** `file:line:column: message`, in one line. */
export function placed({ location, message }: Diagnostic): string {
  const place =
    location === undefined
      ? []
      : [location.file, location.line, ...(location.column === undefined ? [] : [location.column])];
  return [...place, ` ${message}`].join(':').trim();
}
