import type { Fields, ObjectOf, Variants, VariantsOf } from './field-spec.ts';

/** What several fields of reports consist of: an object, or one of several that `type` tells apart. */
export type ShapeSpec = { readonly fields: Fields<string> } | { readonly variants: Variants<string> };

/** The shapes that reports share, in the order of `docs/events.md`. */
export const shapes = {
  fileChange: {
    fields: {
      path: { type: 'string', doc: 'Absolute.' },
      rel: {
        type: 'string',
        doc: 'Relative to the watch root, separated by `/`; `../x` for a watched file outside of it.',
      },
      kind: { type: 'enum', choices: ['created', 'modified', 'deleted'] },
    },
  },
  lineRange: {
    fields: {
      file: { type: 'string', doc: 'Relative to where the tests run, separated by `/`.' },
      firstLine: { type: 'ordinal' },
      lastLine: { type: 'ordinal' },
    },
  },
  service: {
    fields: {
      name: { type: 'string' },
      target: { type: 'string', doc: 'The package or the command that is built, or what is only run.' },
    },
  },
  route: {
    fields: {
      service: { type: 'string' },
      host: { type: 'string', optional: true, doc: 'A name, or `*.` and a name; absent: every host.' },
      path: { type: 'string', optional: true, doc: 'It, and all below it; absent: every path.' },
    },
  },
  leftOut: {
    fields: {
      by: { type: 'string', doc: '`.gitignore`, or the key: `exclude_dir`.' },
      directories: { type: 'list', of: { type: 'string' }, doc: 'Relative to the watch root, sorted.' },
    },
  },
  cause: {
    variants: {
      start: {},
      files: { fields: { files: { type: 'list', of: { type: 'shape', shape: 'fileChange' } } } },
      request: { doc: 'somebody asked for it', fields: { by: { type: 'shape', shape: 'by' } } },
      config: {},
      missing: { doc: 'the binary was to be started and is not there any more' },
      unproven: { doc: 'go build makes another binary than the fast lane did' },
      unhealthy: { doc: 'the app ran and did not answer any more' },
      dependency: {
        doc: 'a service that this one depends on, with `restart_with`, was started anew',
        fields: { service: { type: 'string' } },
      },
    },
  },
  by: {
    variants: {
      key: { fields: { key: { type: 'string' } } },
      rule: { doc: 'a build rule of that name, when its command has succeeded', fields: { name: { type: 'string' } } },
      signal: { fields: { signal: { type: 'enum', choices: ['SIGINT', 'SIGTERM', 'SIGHUP'] } } },
    },
  },
  processEnd: {
    variants: {
      code: { fields: { code: { type: 'int' } } },
      signal: { fields: { signal: { type: 'string' } } },
      unseen: { doc: 'a successor ended, and only its own parent was told how' },
      'spawn-failed': {
        doc: "it never ran; `missing` if the program's file is not there, though its directory is",
        fields: { message: { type: 'string' }, missing: { type: 'const', value: true, optional: true } },
      },
    },
  },
  shutdownReason: {
    variants: {
      request: { doc: 'somebody asked for it', fields: { by: { type: 'shape', shape: 'by' } } },
      once: { doc: 'with `--once`: the build failed, or the app ended', fields: { ok: { type: 'bool' } } },
    },
  },
  diagnostic: {
    fields: {
      severity: { type: 'enum', choices: ['error', 'warning'] },
      message: { type: 'string', doc: "The finder's own words, unaltered; may span lines." },
      location: { type: 'shape', shape: 'location', optional: true },
      notes: {
        type: 'list',
        of: { type: 'shape', shape: 'note' },
        doc: 'Related facts: another declaration, `have (…)` and `want (…)`, the frames of a panic, the other access of a data race.',
      },
      source: {
        type: 'enum',
        choices: ['config', 'env-file', 'go', 'vet', 'generator', 'panic', 'race', 'test', 'environment'],
      },
      hint: {
        type: 'string',
        optional: true,
        doc: 'What to do about it, when gorl knows: one sentence without a final period.',
      },
    },
  },
  location: {
    fields: {
      file: { type: 'string', doc: 'Relative to the directory gorl runs in when below it, else absolute.' },
      line: { type: 'ordinal', doc: '1-based.' },
      column: {
        type: 'ordinal',
        optional: true,
        doc: '1-based, in UTF-8 bytes as Go counts; absent when the finder named none.',
      },
      excerpt: {
        type: 'shape',
        shape: 'excerpt',
        optional: true,
        doc: 'The source around `line`, read when the problem was found: the file may change later.',
      },
    },
  },
  excerpt: {
    fields: {
      firstLine: { type: 'ordinal', doc: '1-based number of `lines[0]`.' },
      lines: { type: 'list', of: { type: 'string' } },
    },
  },
  note: {
    fields: { message: { type: 'string' }, location: { type: 'shape', shape: 'location', optional: true } },
  },
  testCounts: {
    fields: {
      passed: { type: 'count', doc: 'Tests, with all below them.' },
      failed: { type: 'count' },
      skipped: { type: 'count' },
    },
  },
  namedProcess: {
    fields: {
      pid: { type: 'pid' },
      command: { type: 'string' },
      foreign: { type: 'const', value: true, optional: true, doc: "Another user's, whom gorl may not signal." },
    },
  },
  portHolder: {
    fields: {
      pid: { type: 'pid' },
      command: { type: 'string' },
      gorl: {
        type: 'enum',
        choices: ['this', 'other'],
        optional: true,
        doc: 'It was started by a gorl: by this one, or by another that may have ended.',
      },
      gorlPid: { type: 'pid', optional: true, doc: "The other gorl's pid, if it still lives." },
      service: { type: 'string', optional: true, doc: 'The other service of this gorl that it belongs to.' },
    },
  },
} as const satisfies { readonly [name: string]: ShapeSpec };

type ShapeTable = typeof shapes;
export type ShapeName = keyof ShapeTable;

/** The types of the shapes by name. */
export type Shapes = {
  readonly [Name in ShapeName]: ShapeTable[Name] extends { readonly fields: infer F }
    ? ObjectOf<F, Shapes>
    : ShapeTable[Name] extends { readonly variants: infer V }
      ? VariantsOf<V, Shapes>
      : never;
};
