import type { ReportTable } from './report-spec.ts';

const generation = { type: 'ordinal', doc: 'Number of a build.' } as const;
const durationMs = { type: 'ms', doc: 'From its start to its end.' } as const;
const command = { type: 'string', doc: 'The shell text.' } as const;
const end = { type: 'shape', shape: 'processEnd' } as const;

/** Builds, and the commands of the user's around them. */
export const buildReports = {
  'build-started': {
    level: 'routine',
    doc: 'A build begins. Exactly one `build-succeeded`, `build-failed` or `build-cancelled` of the same `generation` follows.',
    fields: {
      generation,
      cause: { type: 'shape', shape: 'cause' },
      savedAtMs: { type: 'time', optional: true, doc: 'Unix time in milliseconds of the save that led here.' },
    },
  },
  'command-started': {
    level: 'routine',
    doc: "A command begins: a hook of the user's, or the build command. Where gorl writes that itself, the text is a line for a POSIX shell that makes the same binary.",
    fields: { name: { type: 'enum', choices: ['pre_cmd', 'cmd', 'post_cmd'] }, command },
  },
  'command-output': {
    level: 'output',
    doc: 'Text that such a command printed, as it came: pieces of lines, colors and all. Lines that read as problems are held back: if the command fails they come as `diagnostics` of `build-failed` or `rule-finished`, else as text at its end.',
    fields: {
      name: { type: 'enum', choices: ['pre_cmd', 'generate', 'cmd', 'post_cmd', 'rule'] },
      rule: { type: 'string', optional: true, doc: "Which rule, when it is one's." },
      generator: { type: 'string', optional: true, doc: "Which generator, when it is one's." },
      text: { type: 'string' },
    },
  },
  'command-failed': {
    level: 'main',
    doc: 'A hook failed.',
    fields: { name: { type: 'enum', choices: ['pre_cmd', 'post_cmd'] }, command, end },
  },
  'generator-started': {
    level: 'routine',
    doc: 'The command of a `[[build.generate]]` entry begins, because its inputs differ from those of its last success.',
    fields: { generator: { type: 'string', doc: 'Its name.' }, command },
  },
  'generator-finished': {
    level: 'routine',
    doc: 'It has succeeded. If it fails, `build-failed` names it; a cancelled one ends with `build-cancelled`.',
    fields: { generator: { type: 'string', doc: 'Its name.' }, durationMs },
  },
  'build-succeeded': {
    level: 'routine',
    doc: 'A build made a binary.',
    fields: {
      generation,
      durationMs,
    },
  },
  'errors-found': {
    level: 'main',
    doc: 'The compiler refuses what was edited. So far only it was asked; `build-failed` follows when the go command has said the same.',
    fields: {
      generation,
      durationMs,
      diagnostics: { type: 'list', of: { type: 'shape', shape: 'diagnostic' } },
    },
  },
  'build-failed': {
    level: 'quote',
    doc: 'A build failed. Where the compiler stopped counting errors and somebody asks for all (key `A`), it comes again for the same `generation`, with all of them. Without `stillServing` nothing is running. Under `stop_on_error` it comes after the `process-exited` of the app that it stops, or 100 ms after it was asked to stop.',
    fields: {
      generation,
      durationMs,
      end,
      diagnostics: { type: 'list', of: { type: 'shape', shape: 'diagnostic' } },
      output: { type: 'string', doc: 'Output that is in no diagnostic.' },
      generator: { type: 'string', optional: true, doc: 'The generator that failed, if it was one.' },
      stillServing: { type: 'ordinal', optional: true, doc: 'The build that still runs; absent when nothing runs.' },
    },
  },
  'build-cancelled': {
    level: 'routine',
    doc: 'A build was given up: a newer change came, or gorl ends.',
    fields: { generation, reason: { type: 'enum', choices: ['change', 'shutdown'] } },
  },
} as const satisfies ReportTable;
