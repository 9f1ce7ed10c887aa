import { compileEmbedPattern } from '../go/graph/embed-pattern.ts';
import { directoryOf, type ProjectView } from '../go/generators/project-view.ts';

/** Which files some Go file of the project embeds. gorl watches them by itself. */
export function embeddedFiles({ files, read }: Pick<ProjectView, 'files' | 'read'>): ReadonlySet<string> {
  const patterns = files
    .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
    .flatMap((file) => {
      const prefix = directoryOf(file) === '.' ? '' : `${directoryOf(file)}/`;
      return patternsIn(read(file) ?? '').map((pattern) => ({ prefix, ...compileEmbedPattern(pattern) }));
    });
  return new Set(
    files.filter((file) =>
      patterns.some(({ prefix, matches }) => file.startsWith(prefix) && matches(file.slice(prefix.length))),
    ),
  );
}

/** Of `//go:embed` lines: words, which may be quoted as Go strings (https://pkg.go.dev/embed). */
function patternsIn(source: string): readonly string[] {
  return [...source.matchAll(/^[ \t]*\/\/go:embed[ \t](.*)$/gm)].flatMap(([, line = '']) =>
    [...line.matchAll(/"([^"]*)"|`([^`]*)`|(\S+)/g)].map(([, double, back, plain]) => double ?? back ?? plain ?? ''),
  );
}
