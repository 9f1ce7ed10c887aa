import type { Request } from '../protocol/request.ts';
import { isHangupIgnored } from './ignored-hangup.ts';

/**
 * Whoever runs gorl passes signals on: npm one that the terminal has sent to the whole group already, `concurrently`
 * and the like one of their own a few hundred ms after that. Such a repeat is no impatience, and must not kill an app
 * in the middle of its clean-up. A person who means it types a second `kill` more slowly than this, in ms.
 */
const echoMs = 500;
/** Where Ctrl-C arrives as a signal, fingers are faster; npm passes that one on within a few ms. */
const typedEchoMs = 150;

export interface ShutdownSignals {
  /** A request came by a key. What the terminal's other programs make of it comes here as an echo. */
  expectEcho(): void;
}

export interface ShutdownSignalsHost {
  readonly now: () => number;
  readonly on: (signal: NodeJS.Signals, listener: () => void) => void;
  /** SIGHUP was ignored when gorl was started. */
  readonly hangupIgnored: () => boolean;
}

/**
 * Signals that mean "leave". Each, also a repeated one that is no echo, is passed on; the machine decides what the
 * second means.
 *
 * @param typed Ctrl-C comes as a SIGINT, since gorl's stdin is a terminal and nobody reads keys from it
 */
export function onShutdownSignals(
  ask: (request: Request) => void,
  typed: boolean,
  host: ShutdownSignalsHost = realHost,
): ShutdownSignals {
  let lastMs = -Infinity;
  /** gorl has interrupted its own group, itself included, and has not heard of it yet: however busy it is, an echo. */
  let ownInterrupt = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Node takes every disposition back to its default, so that an ignored SIGHUP needs a listener to be ignored.
    if (signal === 'SIGHUP' && host.hangupIgnored()) {
      host.on(signal, () => {});
      continue;
    }
    host.on(signal, () => {
      const now = host.now();
      const isEcho = now - lastMs < (typed && signal === 'SIGINT' ? typedEchoMs : echoMs);
      if (signal === 'SIGINT' && ownInterrupt) {
        ownInterrupt = false;
        return;
      }
      if (isEcho) return;
      lastMs = now;
      ask({ type: 'quit', by: { type: 'signal', signal } });
    });
  }
  return {
    expectEcho() {
      ownInterrupt = true;
      lastMs = host.now();
    },
  };
}

const realHost: ShutdownSignalsHost = {
  now: () => performance.now(),
  on: (signal, listener) => void process.on(signal, listener),
  hangupIgnored: isHangupIgnored,
};
