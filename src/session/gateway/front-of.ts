import type { Subjects } from '../service-plan/subject.ts';

/** The front door of the config's own `[proxy]`, whichever services it leads to; no service has that name. */
export const sharedFront = '';

/** By which front door requests for that service come in: the config's, or one of its own. */
export function frontOf(service: string, { routing }: Pick<Subjects, 'routing'>): string {
  const isShared = routing?.service === service || routing?.routes.some((route) => route.service === service) === true;
  return isShared ? sharedFront : service;
}
