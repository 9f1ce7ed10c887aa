import type { Fields, ObjectOf } from './field-spec.ts';

/** Version of the stream's format: `schema/events.schema.json`. It goes up when a field changes its meaning or goes away. */
export const eventsVersion = 1;

/** What every line of the event stream has besides the fields of its report. */
export const envelopeFields = {
  v: {
    type: 'const',
    value: eventsVersion,
    doc: 'Version of the format. It goes up when a field changes its meaning or goes away. New types and new fields come without that: ignore what you do not know.',
  },
  seq: { type: 'ordinal', doc: '1, 2, 3, … within a session, without a gap.' },
  t: { type: 'time', doc: 'When it was reported: Unix time in milliseconds.' },
  service: {
    type: 'string',
    optional: true,
    doc: 'Whose builds and runs it is about; absent when it is about the whole session.',
  },
} as const satisfies Fields<never>;

export type Envelope = ObjectOf<typeof envelopeFields, never>;
