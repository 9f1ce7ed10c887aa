import { tomlList, tomlString } from '../config/read/toml-text.ts';
import type { FoundGenerator } from '../go/generators/project-view.ts';

/**
 * `[[build.generate]]` entries, a generator each. Where its program is missing, or what it reads is not certain, the
 * entry is a comment, with the reason above.
 *
 * @param isThere whether a program is on PATH
 */
export function generateEntries(
  found: readonly FoundGenerator[],
  isThere: (program: string) => boolean,
): readonly string[] {
  return found.flatMap((generator) => {
    const why = whyNot(generator, isThere);
    const mark = why === undefined ? '' : '# ';
    return [
      comment(`Found ${generator.evidence}.${why === undefined ? '' : ` Not active: ${why}.`}`),
      ...entryOf(generator).map((line) => `${mark}${line}`),
      '',
    ];
  });
}

/** File names may hold anything, and a comment of TOML no control characters. */
function comment(text: string): string {
  return `# ${text.replaceAll(/\p{Cc}/gu, '?')}`;
}

/** What keeps an entry from being active; undefined when nothing does. */
export function whyNot(
  { program, install, doubt }: FoundGenerator,
  isThere: (program: string) => boolean,
): string | undefined {
  if (doubt !== undefined) return doubt;
  if (program === undefined || isThere(program)) return undefined;
  return `${program} is not on PATH${install === undefined ? '' : ` (${install})`}`;
}

function entryOf({ name, files, exclude, cmd }: FoundGenerator): readonly string[] {
  return [
    '[[build.generate]]',
    `name = ${tomlString(name)}`,
    `files = ${tomlList(files)}`,
    ...(exclude.length === 0 ? [] : [`exclude = ${tomlList(exclude)}`]),
    `cmd = ${tomlString(cmd)}`,
  ];
}
