import { maxMs, type KeySpec } from './key-spec.ts';

/** The keys of one `[[build.rules]]` entry: a command of its own for some of the files. */
export const ruleKeys = {
  name: {
    type: 'string',
    default: '',
    emptyIsUnset: true,
    doc: 'The name of the rule in messages.',
    whenUnset: '`rule-` and its number, counting from 0.',
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
    doc: 'Directories, relative to root or absolute, whose files trigger the rule. A rule needs at least one of the include keys.',
    air: true,
    since: '0.1.0',
  },
  include_ext: {
    type: 'string-list',
    default: [],
    doc: 'Extensions of the files that trigger the rule, without the dot; "*" means every file.',
    air: true,
    since: '0.1.0',
  },
  include_file: {
    type: 'string-list',
    default: [],
    doc: 'Single files, relative to root, that trigger the rule.',
    air: true,
    since: '0.1.0',
  },
  exclude_regex: {
    type: 'string-list',
    default: [],
    doc: 'Ignore files whose absolute path matches one of these Go regular expressions.',
    air: true,
    since: '0.1.0',
  },
  run: {
    type: 'enum',
    default: 'none',
    choices: ['none', 'restart', 'reload'],
    doc: 'What happens after the command succeeds: nothing, a restart of the program, or a reload of the pages that browsers have open through the proxy.',
    air: false,
    since: '0.1.0',
  },
  delay: {
    type: 'int',
    default: 1000,
    unit: 'ms',
    min: -maxMs,
    max: maxMs,
    doc: 'The longest that changes are held back while more keep coming; 0 or less means 1000.',
    air: true,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
