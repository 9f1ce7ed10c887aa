import { parseListenAddress } from '../base/listen-address.ts';
import type { HandedSockets, HeldSockets } from '../process/sockets/held-sockets.ts';

/** The sockets that gorl holds for the app, as the config says now. */
export class HeldListeners {
  readonly #addresses: () => readonly string[];
  readonly #open: (addresses: Parameters<typeof HeldSockets.open>[0]) => HeldSockets;
  #held: { readonly key: string; readonly sockets: HeldSockets } | undefined;

  /** @param addresses as the config has them */
  constructor(addresses: () => readonly string[], open: (typeof HeldSockets)['open']) {
    this.#addresses = addresses;
    this.#open = open;
  }

  /**
   * Undefined where the config asks for none.
   *
   * @throws Error in words, when one of them cannot be had; the next call tries again
   */
  take(): HandedSockets | undefined {
    const addresses = this.#addresses();
    const key = addresses.join(' ');
    if (this.#held?.key === key) return this.#held.sockets;
    this.close();
    if (addresses.length === 0) return undefined;
    const sockets = this.#open(addresses.map((text) => parseListenAddress(text)));
    this.#held = { key, sockets };
    return sockets;
  }

  close(): void {
    this.#held?.sockets.close();
    this.#held = undefined;
  }
}
