import { generatorTable, type GeneratorRow } from './generator-table.ts';
import { findGoGenerate } from './go-generate.ts';
import { directoryOf, type FoundGenerator, type ProjectView } from './project-view.ts';

/** The generators of the table that a project evidently uses, in the order in which they are to run. */
export function findKnownGenerators(view: ProjectView): readonly FoundGenerator[] {
  const found = generatorTable.flatMap((row) => entriesOf(row, view));
  const hasBuf = found.some(({ name }) => name === 'buf');
  return hasBuf ? found.filter(({ name }) => name !== 'protoc') : found;
}

/** The same, and what `//go:generate` lines call besides. */
export function findGenerators(view: ProjectView): readonly FoundGenerator[] {
  return [...findKnownGenerators(view), ...findGoGenerate(view)];
}

function entriesOf(row: GeneratorRow, view: ProjectView): readonly FoundGenerator[] {
  const { mark, says, one, name } = row;
  const marks = view.files.filter(
    (file) => mark.test(file) && !file.endsWith('_test.go') && (says === undefined || says.test(view.read(file) ?? '')),
  );
  const first = new Map<string, string>();
  for (const file of marks) {
    const group = one === 'project' ? '' : directoryOf(file);
    if (!first.has(group)) first.set(group, file);
  }
  return [...first.values()].flatMap((file) => {
    const entry = row.entry(file, view);
    return entry === undefined ? [] : [{ name, evidence: file, ...entry }];
  });
}
