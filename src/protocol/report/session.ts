import type { ReportTable } from './report-spec.ts';

const files = { type: 'list', of: { type: 'shape', shape: 'fileChange' } } as const;
const diagnostics = { type: 'list', of: { type: 'shape', shape: 'diagnostic' } } as const;
const shutdownReason = { type: 'shape', shape: 'shutdownReason' } as const;

/** One run of gorl: its start and end, the files it watches, the config. */
export const sessionReports = {
  'session-started': {
    level: 'main',
    doc: 'gorl has read its config and is up.',
    fields: {
      version: { type: 'string', doc: "gorl's." },
      go: { type: 'string', optional: true, doc: '`go1.26.8`; absent when the build needs no Go.' },
      target: { type: 'string', doc: 'The package or the custom command that is built.' },
      services: {
        type: 'list',
        of: { type: 'shape', shape: 'service' },
        optional: true,
        doc: 'In the order of the config; absent where there is one program.',
      },
      root: { type: 'string', doc: 'Absolute.' },
      config: {
        type: 'string',
        optional: true,
        doc: 'The config file, relative to where gorl was started; absent without one.',
      },
      args: {
        type: 'list',
        of: { type: 'string' },
        optional: true,
        doc: 'Words of the command line for the app; absent when there are none.',
      },
      pid: { type: 'pid', doc: "gorl's." },
    },
  },
  'watch-started': {
    level: 'routine',
    doc: 'Every directory is watched; a change from here on is noticed.',
    fields: {
      directories: { type: 'count', doc: 'Watched.' },
      files: { type: 'count', doc: 'Watched.' },
      mode: { type: 'enum', choices: ['events', 'polling'] },
      pollIntervalMs: { type: 'ms', optional: true, doc: 'From one look to the next; with `polling` only.' },
      reason: { type: 'string', optional: true, doc: 'Why polling was chosen by itself.' },
      excluded: { type: 'list', of: { type: 'string' }, doc: 'What is not watched, for people.' },
      leftOut: {
        type: 'list',
        of: { type: 'shape', shape: 'leftOut' },
        optional: true,
        doc: 'Directories that are not watched, by the rule that leaves them out; absent when there are none.',
      },
    },
  },
  'files-changed': {
    level: 'routine',
    doc: 'Changes were taken up. `cancels` names the running build, which they make worthless.',
    fields: { files, cancels: { type: 'ordinal', optional: true, doc: 'The `generation` of that build.' } },
  },
  'nothing-to-do': {
    level: 'routine',
    doc: 'A change needs no build, or a build made the binary that already runs.',
    fields: {
      reason: { type: 'string', doc: 'For people.' },
      files,
      generation: {
        type: 'ordinal',
        optional: true,
        doc: 'The build that made the same binary; absent when the change needs no build.',
      },
    },
  },
  'config-reloaded': {
    level: 'main',
    doc: 'The config file changed, is good, and is in force.',
    fields: {
      file: { type: 'string', doc: 'The config file.' },
      changed: { type: 'list', of: { type: 'string' }, doc: 'Keys whose value differs.' },
      target: {
        type: 'string',
        optional: true,
        doc: 'What is built from now on; absent when that is the same as before.',
      },
    },
  },
  'config-rejected': {
    level: 'main',
    doc: 'The config file changed and is wrong: the settings from before stay.',
    fields: { file: { type: 'string', doc: 'The config file.' }, diagnostics },
  },
  paused: { level: 'main', doc: 'From here on changes are held back.', fields: {} },
  'files-held': {
    level: 'routine',
    doc: 'Files changed while paused. They are acted on, and reported again by `files-changed`, once it is resumed.',
    fields: { files },
  },
  resumed: {
    level: 'main',
    doc: 'Changes are acted on again, those that were held back first.',
    fields: {},
  },
  'session-stopping': {
    level: 'main',
    doc: 'gorl begins to end. A second one with `forced: true` may follow.',
    fields: { reason: shutdownReason, forced: { type: 'bool', doc: 'At once, by force.' } },
  },
  'session-ended': {
    level: 'main',
    doc: 'The last event. A stream without it belongs to a gorl that was killed.',
    fields: {
      exitCode: { type: 'count', doc: "gorl's." },
      reason: { type: 'any-of', of: [shutdownReason, { type: 'variants', of: { error: {} } }] },
    },
  },
} as const satisfies ReportTable;
