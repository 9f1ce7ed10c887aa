// What people do to a program, as steps: each changes one file, and shows in a way of its own.
import { chainLength } from './shapes.mjs';

const main = 'main.go';
const leaf = `c${chainLength}/c${chainLength}.go`;
const hot = 'hot/hot.go';

/**
 * A step's `change` gets the state before and a number that no other step of the run has. `shows` says what a new state
 * is known by: `value`, the app's own word with a text that was never there before; `through`, that a program runs that
 * is as good as the one before (an edit that changes nothing); `error`, the compiler's message.
 */
const says = (key) => (_state, number) => ({ [key]: `${key}-${number}` });

export const edits = {
  main: { title: 'a string in package main', steps: [{ file: main, shows: 'value', change: says('main') }] },
  leaf: {
    title: 'the body of a function ten imports away',
    steps: [{ file: leaf, shows: 'value', change: says('leaf') }],
  },
  leafline: {
    title: 'the same, and one line more above what it exports',
    steps: [
      {
        file: leaf,
        shows: 'value',
        change: ({ lines }, number) => ({ leaf: `leaf-${number}`, lines: lines + 1 }),
      },
    ],
  },
  hot: {
    title: 'the body of a function that every package imports',
    isHot: true,
    steps: [{ file: hot, shows: 'value', change: says('hot') }],
  },
  hotinl: {
    title: 'the same, of a function that is inlined',
    isHot: true,
    steps: [{ file: hot, shows: 'value', change: says('label') }],
  },
  hotapi: {
    title: 'another exported variable there',
    isHot: true,
    steps: [{ file: hot, shows: 'value', change: (_state, number) => ({ hot: `hot-${number}`, api: number }) }],
  },
  import: {
    title: 'an import more or less in package main',
    steps: [
      {
        file: main,
        shows: 'value',
        change: ({ hasImport }, number) => ({ main: `main-${number}`, hasImport: !hasImport }),
      },
    ],
  },
  comment: {
    title: 'a comment in package main',
    steps: [{ file: main, shows: 'through', change: says('comment') }],
  },
  error: {
    title: 'a compile error in package main',
    steps: [
      { file: main, shows: 'error', change: (_state, number) => ({ missing: `missing${number}` }) },
      {
        name: 'repair',
        title: 'its repair',
        file: main,
        shows: 'value',
        change: (_state, number) => ({ main: `main-${number}`, missing: undefined }),
      },
    ],
  },
};

/** What of the state a step writes anew, so that the app's word can be looked through for it. */
export function valueOf(before, after) {
  const changed = ['main', 'leaf', 'hot', 'label'].filter((key) => before[key] !== after[key]);
  return changed.map((key) => after[key]).at(0);
}

/** Every row that edits can have, in order. */
export function rowsOf(name) {
  const { title, steps } = edits[name];
  return steps.map((step) => ({ name: step.name ?? name, title: step.title ?? title, shows: step.shows }));
}
