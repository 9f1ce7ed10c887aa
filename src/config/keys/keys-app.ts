import type { KeySpec } from './key-spec.ts';

/** How the app runs. */
export const appKeys = {
  'app.tty': {
    type: 'bool',
    default: true,
    doc: "Where gorl runs in a terminal, the app gets one of its own, so that prompts, full-screen programs, colors, and progress bars work as without gorl. So does each of several services, as wide as the names before the lines leave. `false`: its stdout is gorl's, or of several services a pipe, and it has no keyboard.",
    affects: ['process'],
    air: false,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
