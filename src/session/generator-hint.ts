import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathBelow } from '../base/paths.ts';
import { readText } from '../base/read-regular-file.ts';
import type { Reporter } from '../engine/ports.ts';
import type { FoundGenerator, ProjectView } from '../go/generators/project-view.ts';
import type { PackageGraph } from '../go/graph/package-graph.ts';
import type { Project } from './service-plan/project.ts';

/** Of a file so many bytes are looked at. */
const mostBytes = 256 * 1024;

/**
 * Says once in a session without a config which generators the project evidently uses. Looks only into the root and the
 * directories that the program is made of; nothing else is read for it.
 */
export class GeneratorHint {
  #isDone = false;

  /** Call when the program is known. */
  async tell(project: Pick<Project, 'file' | 'root'>, graph: PackageGraph, reporter: Reporter): Promise<void> {
    if (this.#isDone || project.file !== undefined || graph.isBroken) return;
    this.#isDone = true;
    const [{ findKnownGenerators }, view] = await Promise.all([
      import('../go/generators/find-generators.ts'),
      viewProgram(project.root, graph),
    ]);
    const found = findKnownGenerators(view).filter(({ doubt }) => doubt === undefined);
    if (found.length > 0) reporter.report({ type: 'notice', level: 'info', message: hintOf(found) });
  }
}

/** `found templ (views/a.templ): gorl init writes a config that runs it`. */
export function hintOf(found: readonly Pick<FoundGenerator, 'name' | 'evidence'>[]): string {
  const names = found.map(({ name, evidence }) => `${name} (${evidence})`).join(', ');
  return `found ${names}: gorl init writes a config that runs ${found.length === 1 ? 'it' : 'them'}`;
}

async function viewProgram(root: string, { packages, moduleFiles, main }: PackageGraph): Promise<ProjectView> {
  const embedding = packages.flatMap(({ dir, embedFiles }) => embedFiles.map((file) => dirname(join(dir, file))));
  const directories = [
    root,
    ...packages.map(({ dir }) => dir),
    ...moduleFiles.map((file) => dirname(file)),
    ...embedding,
  ];
  const mainDir = packages.find(({ importPath }) => importPath === main)?.dir;
  const listed = await Promise.all([...new Set(directories)].map((dir) => namesIn(root, dir, dir === mainDir)));
  return {
    files: [...new Set(listed.flat())].toSorted(),
    read: (file) => readText(join(root, file), mostBytes),
    goMod: moduleFiles
      .filter((file) => file.endsWith('go.mod'))
      .map((file) => readText(file) ?? '')
      .join('\n'),
  };
}

/** Most sources say nothing of a generator, and are not worth reading. */
async function namesIn(root: string, dir: string, isMain: boolean): Promise<readonly string[]> {
  const rel = pathBelow(dir, root);
  if (rel === undefined) return [];
  const names = await readdir(dir).catch(() => []);
  const telling = names.filter(
    (name) => !name.endsWith('.go') || isMain || name === 'docs.go' || rel.endsWith('ent/schema'),
  );
  return telling.map((name) => (rel === '' ? name : `${rel}/${name}`));
}
