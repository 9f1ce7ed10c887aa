import { expect, test } from 'vitest';
import { homeDir } from '../../../src/base/home-dir.ts';

test('the home directory is what HOME says, else the account’s; an account that is not there has none', () => {
  const noAccount = (): string => {
    throw new Error('uv_os_homedir returned ENOENT');
  };
  expect(homeDir({ HOME: '/h' }, noAccount)).toBe('/h');
  expect(homeDir({}, () => '/home/x')).toBe('/home/x');
  expect(homeDir({ HOME: '' }, noAccount)).toBeUndefined();
});
