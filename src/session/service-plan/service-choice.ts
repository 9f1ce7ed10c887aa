import { noService } from '../../config/read/services.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';

/** Which of the services are meant. */
export interface ServiceChoice {
  /** Default: all. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

export type ChosenNames =
  | { readonly type: 'ok'; readonly names: readonly string[] }
  | { readonly type: 'refused'; readonly diagnostic: Diagnostic };

/** The names that are left, in their order. */
export function chosenNames(names: readonly string[], { only, except = [] }: ServiceChoice): ChosenNames {
  const unknown = [...(only ?? []), ...except].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const { message, hint } = noService(unknown, names);
    return { type: 'refused', diagnostic: problem(message, { hint }) };
  }
  const chosen = names.filter((name) => only?.includes(name) !== false && !except.includes(name));
  if (chosen.length > 0) return { type: 'ok', names: chosen };
  return {
    type: 'refused',
    diagnostic: problem('no service is left to run', { hint: `services: ${names.join(', ')}` }),
  };
}
