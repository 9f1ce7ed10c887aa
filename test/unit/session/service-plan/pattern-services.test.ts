import { expect, test } from 'vitest';
import { programNames } from '../../../../src/session/service-plan/pattern-services.ts';

test.each([
  [
    ['./cmd/api', './cmd/web'],
    ['api', 'web'],
  ],
  [
    ['.', './cmd/web'],
    ['shop', 'web'],
  ],
  [
    ['./a/srv', './b/srv'],
    ['a-srv', 'b-srv'],
  ],
  [
    ['./a/x/srv', './b/x/srv', './c'],
    ['a-x-srv', 'b-x-srv', 'c'],
  ],
  [
    ['./srv', './a/srv'],
    ['srv', 'a-srv'],
  ],
  [['./my app'], ['my_app']],
])('%j: %j', (dirs, names) => {
  expect(programNames(dirs, 'shop')).toEqual(names);
  expect(new Set(names).size).toBe(dirs.length);
});
