import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changedLines } from '../../../../src/go/test/changed-lines.ts';
import { plainCommands as commands } from '../../../support/plain-commands.ts';
import { env, projectWith } from './tested-project.ts';

const whole = [{ first: 1, last: Number.MAX_SAFE_INTEGER }];

describe('lines that git says were changed', () => {
  const repository = () => {
    const project = projectWith({
      'calc/more.go': 'package calc\n\nvar A = 1\nvar B = 2\nvar C = 3\n',
      'old.go': 'package m\n',
    });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: project.dir, env });
    git('init', '-q');
    git('config', 'diff.noprefix', 'true');
    git('add', '.');
    return { ...project, git };
  };

  test('since the last commit, staged or not; new files whole; others not at all', async () => {
    const { dir, at, git } = repository();
    git('commit', '-qm', 'begin');
    writeFileSync(at('calc/more.go'), 'package calc\n\nvar A = 10\nvar C = 3\nvar D = 4\nvar E = 5\n');
    git('add', 'calc/more.go');
    writeFileSync(at('calc/new ä.go'), 'package calc\n');
    writeFileSync(at('notes.txt'), 'no Go\n');
    renameSync(at('old.go'), at('older.go'));
    const changed = await changedLines({ commands, cwd: dir, env, label: 'test' });
    expect(Object.fromEntries(changed)).toEqual({
      'calc/more.go': [
        { first: 3, last: 3 },
        { first: 5, last: 6 },
      ],
      'calc/new ä.go': whole,
      'older.go': whole,
    });
    const below = await changedLines({ commands, cwd: at('calc'), env, label: 'test' });
    expect([...below.keys()].toSorted()).toEqual(['more.go', 'new ä.go']);
  });

  test('none without a commit, and none without a repository', async () => {
    const { dir } = repository();
    expect((await changedLines({ commands, cwd: dir, env, label: 'test' })).size).toBe(0);
    const { dir: other } = projectWith();
    expect(
      (await changedLines({ commands, cwd: other, env: { ...env, GIT_CEILING_DIRECTORIES: '/' }, label: 'test' })).size,
    ).toBe(0);
  });
});
