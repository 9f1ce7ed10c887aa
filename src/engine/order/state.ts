import type { ShutdownReason } from '../../protocol/shutdown-reason.ts';

/** What the config says of a service. */
export interface Dependent {
  /** Names of services. No way leads from one of them back to this one. */
  readonly dependsOn: readonly string[];
  /** It starts anew with each of them. */
  readonly restartWith: boolean;
}

/** By name, in the order of the config. */
export type Dependencies = ReadonlyMap<string, Dependent>;

/**
 * - `coming`: it is built, started or replaced, and will be ready or fail;
 * - `ready`: it serves, or it has done its work and ended well;
 * - `failed`: nothing more comes of it before somebody does something;
 * - `down`: it was stopped for good.
 */
export type Standing = 'coming' | 'ready' | 'failed' | 'down';

export interface ServiceOrder {
  readonly standing: Standing;
  readonly wasReady: boolean;
  /** A count of all starts of this session, when its newest process was started; 0 for none. */
  readonly startedAt: number;
  readonly awaited: readonly string[];
  /** How often it was asked to stop. */
  readonly stops: number;
}

export interface OrderState {
  readonly dependencies: Dependencies;
  readonly services: ReadonlyMap<string, ServiceOrder>;
  readonly starts: number;
  readonly stopping: { readonly reason: ShutdownReason; readonly requests: number } | undefined;
}

/** All are about to be built. */
export function initialOrder(dependencies: Dependencies): OrderState {
  const services = new Map([...dependencies].map(([name, { dependsOn }]) => [name, newcomer(dependsOn)]));
  return { dependencies, services, starts: 0, stopping: undefined };
}

export function newcomer(awaited: readonly string[]): ServiceOrder {
  return { standing: 'coming', wasReady: false, startedAt: 0, awaited, stops: 0 };
}
