import { expect } from 'vitest';
import { LaneRig, type LaneRigOptions } from '../../../support/lane-rig.ts';
import { areSame } from '../../../support/same-binary.mjs';
import { withGo } from '../../../support/go-versions.ts';

/** The installed Go, and nothing else of the user's settings. */
export const env: Record<string, string> = { ...withGo('local'), GOFLAGS: '', GOWORK: '' };

/** A program of two packages. */
export const hello = {
  'go.mod': 'module example.com/p\n\ngo 1.19\n',
  'main.go': 'package main\n\nimport "example.com/p/word"\n\nfunc main() {\n\tprintln("main 1", word.Word())\n}\n',
  'word/word.go': 'package word\n\n// Word is one.\nfunc Word() string { return "word 1" }\n',
};

export type Project = Omit<LaneRigOptions, 'env'> & {
  /** Beside the installed Go's; by the directory of the project. */
  readonly env?: Record<string, string> | ((dir: string) => Record<string, string>);
};

/** With a lane that is ready. */
export async function learned(project: Project): Promise<LaneRig> {
  const { env: more = {} } = project;
  const all = (dir: string): Record<string, string> => ({ ...env, ...(typeof more === 'function' ? more(dir) : more) });
  const rig = new LaneRig({ ...project, env: all });
  expect(await rig.learn()).toMatch(/^the fast lane is ready/);
  return rig;
}

/** The lane and go build make the same of what is on disk. */
export async function expectSame(rig: LaneRig): Promise<void> {
  const { path, outcome } = await rig.build();
  expect(outcome).toMatchObject({ type: 'built' });
  expect(rig.goBuild(`${path}-go`)).toBeUndefined();
  expect(areSame(path, `${path}-go`)).toBe(true);
}
