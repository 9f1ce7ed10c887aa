import type { WrittenFile } from '../../../../src/engine/authorship/build-writes.ts';
import type { Sifted } from '../../../../src/engine/authorship/written.ts';

export const written = (name: string, atMs: number, generated = false): WrittenFile => ({
  file: { path: `/p/${name}`, rel: name, kind: 'modified' },
  atMs,
  generated: () => generated,
});

export const names = ({ rest, own, learned }: Sifted) => ({
  rest: rest.map(({ rel }) => rel),
  own: own.map(({ rel }) => rel),
  learned: learned.map(({ rel }) => rel),
});
