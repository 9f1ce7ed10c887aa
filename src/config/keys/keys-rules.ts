import { maxMs } from './key-spec.ts';
import type { KeySpec } from './key-spec.ts';

/** The keys of one `[[build.rules]]` entry: a command of its own for some of the files. */
export const ruleKeys = {
  name: {
    type: 'string',
    default: '',
    emptyIsUnset: true,
    doc: 'What the rule is called in messages.',
    whenUnset: '`rule-` and its number, counted from 0.',
    air: true,
    since: '0.1.0',
  },
  cmd: {
    type: 'string',
    default: '',
    doc: 'The shell command to run. Required.',
    air: true,
    since: '0.1.0',
  },
  include_dir: {
    type: 'string-list',
    default: [],
    doc: 'Directories, relative to root or absolute, whose files the rule is for. A rule needs at least one of the include keys.',
    air: true,
    since: '0.1.0',
  },
  include_ext: {
    type: 'string-list',
    default: [],
    doc: 'Extensions of the files the rule is for, without the dot; "*" means every file.',
    air: true,
    since: '0.1.0',
  },
  include_file: {
    type: 'string-list',
    default: [],
    doc: 'Single files, relative to root, the rule is for.',
    air: true,
    since: '0.1.0',
  },
  exclude_regex: {
    type: 'string-list',
    default: [],
    doc: 'Files whose absolute path matches one of these Go regular expressions are left out.',
    air: true,
    since: '0.1.0',
  },
  run: {
    type: 'enum',
    default: 'none',
    choices: ['none', 'restart', 'reload'],
    doc: 'What follows a successful run of the command: nothing, a restart of the program, or a reload of the browser (which comes with the proxy; until then it does nothing).',
    air: false,
    since: '0.1.0',
  },
  delay: {
    type: 'int',
    default: 1000,
    unit: 'ms',
    min: -maxMs,
    max: maxMs,
    doc: 'How long changes may be held back while more of them keep coming; 0 or less is read as 1000.',
    air: true,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
