import { expect, test } from 'vitest';
import { artifactName } from '../../../src/go/build/leftovers.ts';
import { AppState } from '../../../src/session/app-state.ts';
import { createFakeFiles } from '../../support/fake-adapters.ts';

function stateOf(service = 'app') {
  const files = createFakeFiles();
  let tmpDir = '/p/tmp';
  const state = new AppState({ files: files.adapter, tmpDir: () => tmpDir, sessionId: 's1', service });
  return { files, state, move: (path: string) => void (tmpDir = path) };
}
const pathIn = ({ GORL_STATE_DIR: path = '' }): string => path;

test('is one directory for a session, wherever tmp_dir moves', async () => {
  const { state, files, move } = stateOf();
  const path = pathIn(state.env());
  move('/elsewhere');
  expect(pathIn(state.env())).toBe(path);
  expect(path).toMatch(/^\/p\/tmp\/\.gorl-.*-s1-app-state-0$/);
  expect(files.made).toEqual(['/p/tmp', path, '/elsewhere', path]);
  await state.remove();
  expect(files.removed).toEqual([path]);
});

test('has a name by which what a killed gorl leaves is swept, and is never watched', () =>
  expect(pathIn(stateOf().state.env())).toMatch(artifactName));

test('is another for another service', () =>
  expect(pathIn(stateOf('web').state.env())).not.toBe(pathIn(stateOf().state.env())));

test('is not named where it cannot be made', async () => {
  const { state, files } = stateOf();
  files.state.unwritable = true;
  expect(state.env()).toEqual({});
  await state.remove();
  expect(files.removed).toEqual([]);
  files.state.unwritable = false;
  expect(pathIn(state.env())).not.toBe('');
});
