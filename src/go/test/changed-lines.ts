import type { CommandRunner } from '../../engine/ports.ts';
import type { Env } from '../../base/env.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import type { LineRange } from './line-ranges.ts';

export interface ChangedLinesOptions {
  readonly commands: CommandRunner;
  /** Absolute; files outside of it do not count. */
  readonly cwd: string;
  readonly env: Env;
  /** For the labels of commands. */
  readonly label: string;
}

/** Everything, of a file that is new. */
const allLines: readonly LineRange[] = [{ first: 1, last: Number.MAX_SAFE_INTEGER }];

/**
 * Lines of Go files that are not as the last commit has them, by path relative to `cwd`. None where there is no git, no
 * repository, or no commit.
 */
export async function changedLines(options: ChangedLinesOptions): Promise<ReadonlyMap<string, readonly LineRange[]>> {
  // Whatever the user's config says of diffs; `git diff` would lock the index, and write it anew.
  const diff = [
    'diff-index',
    '--patch',
    '-M',
    '--no-color',
    '--no-ext-diff',
    '--unified=0',
    '--relative',
    '--src-prefix=a/',
    '--dst-prefix=b/',
  ];
  const [changed, untracked] = await Promise.all([
    git([...diff, 'HEAD', '--', '*.go'], options),
    git(['ls-files', '--others', '--exclude-standard', '-z', '--', '*.go'], options),
  ]);
  if (changed === undefined || untracked === undefined) return new Map();
  const isNew = untracked.split('\0').filter((path) => path !== '');
  return new Map([...readDiff(changed), ...isNew.map((path) => [path, allLines] as const)]);
}

/** A diff without context, with paths as git has them. */
export function readDiff(text: string): ReadonlyMap<string, readonly LineRange[]> {
  const files = new Map<string, LineRange[]>();
  let ranges: LineRange[] = [];
  for (const line of text.split('\n')) {
    const file = /^\+\+\+ b\/(.+?)\t?$/.exec(line)?.[1];
    if (file !== undefined) files.set(file, (ranges = []));
    const [, first, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (first !== undefined && count !== '0')
      ranges.push({ first: Number(first), last: Number(first) + Number(count) - 1 });
  }
  return files;
}

async function git(
  args: readonly string[],
  { commands, cwd, env, label }: ChangedLinesOptions,
): Promise<string | undefined> {
  let text = '';
  const command = { type: 'argv', file: 'git', args: ['-c', 'core.quotePath=false', ...args] } as const;
  const running = commands.start({
    command,
    cwd,
    env,
    label,
    stdout: (chunk) => void (text += chunk),
    lowPriority: true,
  });
  const { end } = await running.ended;
  return isSuccess(end) ? text : undefined;
}
