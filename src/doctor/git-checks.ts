import { isSuccess } from '../protocol/process-end.ts';
import { dirname, join } from 'node:path';
import type { Env } from '../base/env.ts';
import { count } from '../base/plural.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { isWithin } from '../base/paths.ts';
import type { PathFilter } from '../watch/scope/watch-scope.ts';
import { ok, warning, type Check } from './check.ts';

export interface GitFacts {
  readonly filter: PathFilter;
  readonly commands: CommandRunner;
  readonly env: Env;
}

const mostFiles = 200;

/** Files that git tracks although `.gitignore` names them: their saves do nothing where the watch follows it. */
export async function checkTracked({ filter, commands, env }: GitFacts): Promise<readonly Check[]> {
  const git = async (args: readonly string[]): Promise<string> => {
    // A repository must not have gorl run something of its own for a question.
    const command = { type: 'argv', file: 'git', args: ['-c', 'core.fsmonitor=false', ...args] } as const;
    const { end, output } = await commands.start({ command, cwd: filter.root, env, label: 'git' }).ended;
    return isSuccess(end) ? output : '';
  };
  const listed = await git(['ls-files', '-z', '--cached', '--ignored', '--exclude-standard']);
  const tracked = listed
    .split('\0')
    .filter((name) => name.endsWith('.go'))
    .slice(0, mostFiles);
  if (tracked.length === 0) return [];
  const hidden = tracked.filter((name) => leftOutBy(filter, join(filter.root, name)) === '.gitignore');
  const [first] = hidden;
  if (first === undefined) {
    const watched = tracked.filter((name) => leftOutBy(filter, join(filter.root, name)) === undefined);
    return watched.length === 0
      ? []
      : [ok('git', `${count(watched.length, 'tracked file')} named by .gitignore, but watched anyway`, watched)];
  }
  // `.gitignore:1:app\tcmd/app/main.go`
  const found = /^(.+?):(\d+):(.*)\t/.exec(await git(['check-ignore', '-v', '--no-index', '--', first]));
  const [, source = '.gitignore', line, pattern = ''] = found ?? [];
  const more = hidden.length === 1 ? '' : ` and ${hidden.length - 1} more`;
  const which = line === undefined ? source : `${source}:${line} (${pattern})`;
  return [
    {
      ...warning(
        'git',
        `${first}${more}: tracked by git, but not watched because of ${which}`,
        /^[^/*?[]+$/.test(pattern)
          ? `if it means only the one next to that file, write /${pattern} instead, or set build.respect_gitignore = false`
          : 'correct that line, or set build.respect_gitignore = false',
      ),
      details: hidden,
    },
  ];
}

/** What keeps the file out of the watch: a rule for itself, or for a directory above it. */
function leftOutBy(filter: PathFilter, path: string): string | undefined {
  const above: string[] = [];
  for (let at = dirname(path); isWithin(at, filter.root); at = dirname(at)) {
    above.unshift(at);
    if (at === filter.root) break;
  }
  const verdict = [...above.map((each) => filter.directory(each)), filter.file(path)].find(({ watch }) => !watch);
  return verdict?.because;
}
