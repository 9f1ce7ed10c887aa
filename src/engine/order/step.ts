import type { ShutdownReason } from '../../protocol/shutdown-reason.ts';
import { newcomer, type Dependencies, type OrderState, type ServiceOrder } from './state.ts';

/** What happens to services, as far as others depend on it. */
export type OrderEvent =
  /** A process of it was started. */
  | { readonly type: 'service-started'; readonly service: string }
  | { readonly type: 'service-coming' | 'service-ready' | 'service-failed'; readonly service: string }
  /** Nothing of it is left. */
  | { readonly type: 'service-down'; readonly service: string }
  /** The second one overtakes everything graceful. */
  | { readonly type: 'shutdown-requested'; readonly reason: ShutdownReason }
  | { readonly type: 'dependencies-changed'; readonly dependencies: Dependencies };

/** What is asked of services. */
export type OrderEffect =
  /** Before these are ready nothing of it is started; `on` is empty when it may. */
  | { readonly type: 'await'; readonly service: string; readonly on: readonly string[] }
  /** `because` was started anew. */
  | { readonly type: 'restart'; readonly service: string; readonly because: string }
  | { readonly type: 'stop'; readonly service: string; readonly reason: ShutdownReason }
  | { readonly type: 'all-down' };

export interface OrderTransition {
  readonly state: OrderState;
  readonly effects: readonly OrderEffect[];
}

/**
 * In which order services start and stop, as a pure function.
 *
 * - Nothing of a service is started while one that it depends on is on its way, or has never been ready. One that was
 *   ready and failed since holds nobody: what was saved goes live.
 * - A service is stopped when all that depend on it are down; those that do not know each other at the same time.
 * - With `restartWith` it starts anew when one that it depends on is ready again, unless it was started after that.
 * - One that ends without ever having been ready takes those along that wait for it, for they never start.
 */
export function orderStep(before: OrderState, event: OrderEvent): OrderTransition {
  const effects: OrderEffect[] = [];
  let state = recorded(before, event);
  state = withAwaited(state, effects);
  if (event.type === 'service-ready') effects.push(...followers(state, event.service));
  state = withStops(state, effects);
  const isOver = allDown(state) && !allDown(before);
  return { state, effects: isOver ? [...effects, { type: 'all-down' }] : effects };
}

function recorded(state: OrderState, event: OrderEvent): OrderState {
  switch (event.type) {
    case 'service-started': {
      const starts = state.starts + 1;
      return { ...changed(state, event.service, { startedAt: starts, standing: 'coming' }), starts };
    }
    case 'service-coming':
      return changed(state, event.service, { standing: 'coming' });
    case 'service-ready':
      return changed(state, event.service, { standing: 'ready', wasReady: true });
    case 'service-failed':
      return changed(state, event.service, { standing: 'failed' });
    case 'service-down':
      return changed(state, event.service, { standing: 'down' });
    case 'shutdown-requested': {
      const { reason, requests } = state.stopping ?? { reason: event.reason, requests: 0 };
      return { ...state, stopping: { reason, requests: Math.min(requests + 1, 2) } };
    }
    case 'dependencies-changed': {
      const { dependencies } = event;
      const known = (name: string): ServiceOrder => state.services.get(name) ?? newcomer([]);
      return { ...state, dependencies, services: new Map([...dependencies.keys()].map((name) => [name, known(name)])) };
    }
  }
}

/** One that is down stays so. */
function changed(state: OrderState, name: string, change: Partial<ServiceOrder>): OrderState {
  const service = state.services.get(name);
  if (service === undefined || service.standing === 'down') return state;
  return { ...state, services: new Map(state.services).set(name, { ...service, ...change }) };
}

function followers({ dependencies, services }: OrderState, because: string): OrderEffect[] {
  const since = services.get(because)?.startedAt ?? 0;
  return [...dependencies].flatMap(([service, { dependsOn, restartWith }]) => {
    const startedAt = services.get(service)?.startedAt ?? 0;
    const follows = restartWith && dependsOn.includes(because) && startedAt > 0 && startedAt < since;
    return follows ? [{ type: 'restart', service, because } as const] : [];
  });
}

function withAwaited(state: OrderState, effects: OrderEffect[]): OrderState {
  const services = new Map(state.services);
  for (const [name, { dependsOn }] of state.dependencies) {
    const service = services.get(name);
    const on = dependsOn.filter((dependency) => isAwaited(state.services.get(dependency)));
    if (service === undefined || String(on) === String(service.awaited)) continue;
    services.set(name, { ...service, awaited: on });
    effects.push({ type: 'await', service: name, on });
  }
  return { ...state, services };
}

function isAwaited(dependency: ServiceOrder | undefined): boolean {
  return dependency !== undefined && (!dependency.wasReady || dependency.standing === 'coming');
}

function withStops(state: OrderState, effects: OrderEffect[]): OrderState {
  const services = new Map(state.services);
  for (const [name, service] of state.services) {
    if (service.standing === 'down') continue;
    const { reason, times } = stopsDue(state, name);
    for (let stops = service.stops; stops < times; stops++) effects.push({ type: 'stop', service: name, reason });
    services.set(name, { ...service, stops: Math.max(service.stops, times) });
  }
  return { ...state, services };
}

/** How often it is to be asked by now. */
function stopsDue(
  { stopping, dependencies, services }: OrderState,
  name: string,
): { readonly reason: ShutdownReason; readonly times: number } {
  const isDown = (other: string): boolean => services.get(other)?.standing === 'down';
  if (stopping === undefined) {
    const waitsInVain = (dependencies.get(name)?.dependsOn ?? []).some(
      (dependency) => isDown(dependency) && services.get(dependency)?.wasReady !== true,
    );
    return { reason: { type: 'once', ok: false }, times: waitsInVain ? 1 : 0 };
  }
  const { reason, requests } = stopping;
  const isNeeded = [...dependencies].some(([other, { dependsOn }]) => dependsOn.includes(name) && !isDown(other));
  return { reason, times: requests > 1 ? requests : isNeeded ? 0 : 1 };
}

function allDown({ services }: OrderState): boolean {
  return [...services.values()].every(({ standing }) => standing === 'down');
}
