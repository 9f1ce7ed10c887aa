import type { KeySpec } from '../keys/key-spec.ts';

/** What a key means, which values it takes, and what holds without it: Markdown. */
export function meaningOf(spec: KeySpec): string {
  const choices =
    spec.type === 'enum'
      ? ` One of ${spec.choices
          .filter(Boolean)
          .map((choice) => `\`${choice}\``)
          .join(', ')}.`
      : '';
  const unset = spec.whenUnset === undefined ? '' : ` Not set: ${spec.whenUnset}`;
  return `${spec.doc}${choices}${unset}`;
}
