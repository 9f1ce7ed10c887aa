/** Whose work follows from a change of a file. The rule is the entry of `[[build.rules]]` with that index. */
export type Consumer =
  | { readonly type: 'config' }
  | { readonly type: 'rule'; readonly rule: number }
  | { readonly type: 'service'; readonly name: string }
  | { readonly type: 'tests' };

export const configConsumer: Consumer = { type: 'config' };
export const testsConsumer: Consumer = { type: 'tests' };

/** The name of the only service of a project. */
export const onlyService = 'app';

export function serviceConsumer(name = onlyService): Consumer {
  return { type: 'service', name };
}

/** The same text for the same consumer. */
export function consumerId(consumer: Consumer): string {
  switch (consumer.type) {
    case 'config':
    case 'tests':
      return consumer.type;
    case 'rule':
      return `rule ${consumer.rule}`;
    case 'service':
      return `service ${consumer.name}`;
  }
}
