import { wordsOfLine } from './bash-line.ts';
import { complete, type Surroundings } from './candidates.ts';

/**
 * What a script of `completion/` reads: in the first line what the shell completes by itself, then a candidate a line.
 *
 * - zsh and fish give the words behind `gorl`, and get all candidates with a tab and the description: they filter.
 * - bash gives the line, and the part of its last word that it will replace, and gets replacements for that.
 */
export function answer(shell: string, asked: readonly string[], around: Surroundings): string {
  if (shell !== 'bash') {
    const { names, candidates } = complete(asked, { ...around, hidesDots: shell === 'fish' });
    return lines(
      names,
      candidates.map(({ word, description }) => (description === undefined ? word : `${word}\t${description}`)),
    );
  }
  const [line = '', replaced = ''] = asked;
  const words = wordsOfLine(line).slice(1);
  const current = words.at(-1) ?? '';
  const { names, candidates } = complete(words, around);
  const kept = current.slice(0, current.length - replaced.length);
  const fitting = candidates.filter(({ word }) => word.startsWith(current)).map(({ word }) => word.slice(kept.length));
  return lines(names, fitting);
}

function lines(names: string, candidates: readonly string[]): string {
  return [names, ...candidates, ''].join('\n');
}
