import { expect, test } from 'vitest';
import type { FileChange } from '../../../../src/protocol/change.ts';
import { mergeDifferences, noDifference } from '../../../../src/watch/table/difference.ts';

test.each<[before: FileChange['kind'], after: FileChange['kind'], merged: FileChange['kind'] | undefined]>([
  ['created', 'deleted', undefined],
  ['created', 'modified', 'created'],
  ['modified', 'deleted', 'deleted'],
  ['deleted', 'created', 'modified'],
])('%s, then %s is %s', (before, after, merged) => {
  const difference = (kind: FileChange['kind']) => ({ ...noDifference(), files: [{ path: '/a', rel: 'a', kind }] });
  expect(mergeDifferences(difference(before), difference(after)).files[0]?.kind).toBe(merged);
});
