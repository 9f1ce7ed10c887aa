import { neutralWord } from './neutral-text.ts';
import type { Theme } from './theme.ts';

export interface SplitAddresses {
  /** One for each port, and unix sockets. */
  readonly own: readonly string[];
  /** Of a port that `own` has on this machine already. */
  readonly network: readonly string[];
}

/** What a report says of where the app is reached; of ports alone where it says no more. */
export function splitAddresses(
  ports: readonly number[],
  addresses: readonly string[] = ports.map((port) => `:${port}`),
): SplitAddresses {
  const near = new Set(addresses.filter((each) => /(?:^|\/)localhost:\d+$/.test(each)).map(portOf));
  const isRepeated = (each: string): boolean => !/(?:^|\/)localhost:/.test(each) && near.has(portOf(each));
  return { own: addresses.filter((each) => !isRepeated(each)), network: addresses.filter(isRepeated) };
}

/** Undefined of a unix socket. */
export function portOf(address: string): number | undefined {
  const port = address.startsWith('unix:') ? undefined : /:(\d+)$/.exec(address)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** To be clicked, if it is a URL and the terminal can. */
export function addressText(address: string, { accent, link, unicode }: Theme): string {
  const text = accent(neutralWord(address, unicode));
  return /^https?:\/\//.test(address) ? link(address, text) : text;
}
