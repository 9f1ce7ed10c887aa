import { execFileSync } from 'node:child_process';

/** Makes a git repository of that directory, if it is none, and commits all that is in it. */
export function commitAll(directory: string): void {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], { cwd: directory });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'work');
}
