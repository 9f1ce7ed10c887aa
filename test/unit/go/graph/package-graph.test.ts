import { expect, test } from 'vitest';
import { joinGraphs } from '../../../../src/go/graph/package-graph.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';

test('while the tree is broken, what was known stays, and what is new is added', () => {
  const before = graphOf([packageOf('m', { files: ['main.go', 'old.go'], imports: ['m/a', 'm/b'] }), packageOf('m/a')]);
  const broken = {
    ...graphOf([packageOf('m', { files: ['main.go', 'new.go'], imports: ['m/a', 'm/c'] }), packageOf('m/c')]),
    moduleFiles: ['/p/go.work'],
    isBroken: true,
  };
  const joined = joinGraphs({ ...before, linksC: true }, broken);
  expect(joined).toMatchObject({ isBroken: true, linksC: true });
  expect(joined.packages.map(({ importPath }) => importPath)).toEqual(['m', 'm/a', 'm/c']);
  expect(joined.packages[0]).toMatchObject({
    files: ['main.go', 'old.go', 'new.go'],
    imports: ['m/a', 'm/b', 'm/c'],
  });
  expect(joined.moduleFiles).toEqual(['/p/go.mod', '/p/go.work']);
});

test('a package that lies elsewhere now is only there', () => {
  const moved = packageOf('m/a', { dir: '/q/a', files: ['b.go'] });
  const joined = joinGraphs(graphOf([packageOf('m/a')]), { ...graphOf([moved]), main: '', isBroken: true });
  expect(joined.packages).toEqual([moved]);
  expect(joined.main).toBe('m');
});
