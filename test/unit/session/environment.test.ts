import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../../src/protocol/report.ts';
import { createEnvironment } from '../../../src/session/environment.ts';
import { subjectOf } from '../../support/fake-session.ts';
import { tempProject, type TempProject } from '../../support/temp-project.ts';

let project: TempProject;
let reports: Report[];
beforeEach(() => {
  project = tempProject();
  reports = [];
});
afterEach(() => project.remove());

/** Reads the env files of a project that may move. */
function environment(dir: () => string = () => project.dir) {
  const subject = () => {
    const { project: known, launch } = subjectOf('env_files = [".env"]\n');
    return { launch, project: { ...known, cwd: dir(), root: dir() } };
  };
  return createEnvironment(subject, () => ({ HOME: '/home/ann' }), { report: (report) => void reports.push(report) });
}

test('it is read anew each time', () => {
  project.write('.env', 'PORT=1\n');
  const { read } = environment();
  expect(read()).toMatchObject({ HOME: '/home/ann', PORT: '1' });
  project.write('.env', 'PORT=2\n');
  expect(read()).toMatchObject({ PORT: '2' });
  expect(reports.filter(({ type }) => type === 'problems')).toEqual([]);
});

test('a problem is told once, and again when it is another', () => {
  const { read } = environment();
  project.write('.env', 'PORT=1\nA="open\n');
  const problems = () => reports.filter(({ type }) => type === 'problems').length;
  read();
  read();
  expect(problems()).toBe(1);
  project.write('.env', '\n\nPORT=1\nA="open\n');
  read();
  expect(problems()).toBe(2);
});

test('a root that has moved has its own files, named from there', () => {
  project.write('one/.env', 'PORT=1\n');
  project.write('two/.env', 'PORT=2\n');
  let name = 'one';
  const { read } = environment(() => project.at(name));
  expect(read()['PORT']).toBe('1');
  name = 'two';
  expect(read()['PORT']).toBe('2');
  project.write('two/.env', 'PORT=2\nA="open\n');
  read();
  expect(reports.find(({ type }) => type === 'problems')).toMatchObject({
    diagnostics: [{ location: { file: '.env', line: 2 } }],
  });
});
