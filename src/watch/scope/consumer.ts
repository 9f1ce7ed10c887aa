/** Whose work follows from a change of a file. The rule is the entry of `[[build.rules]]` with that index. */
export type Consumer =
  | { readonly type: 'config' }
  | { readonly type: 'rule'; readonly rule: number }
  | { readonly type: 'service' };

export const configConsumer: Consumer = { type: 'config' };
export const serviceConsumer: Consumer = { type: 'service' };

/** The same text for the same consumer. */
export function consumerId(consumer: Consumer): string {
  return consumer.type === 'rule' ? `rule ${consumer.rule}` : consumer.type;
}
