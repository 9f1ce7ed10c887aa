import type { GorlRig } from './gorl-rig.ts';

/**
 * Waits until gorl has told, after the last event waited for, that the app listens on that port. A program that the
 * machine kept waiting for more than a second is rightly called ready without a port, and told of as listening later.
 */
export async function listening(rig: GorlRig, port: number): Promise<void> {
  await rig.waitForMatch(
    `word that the app listens on ${port}`,
    (event) => (event.type === 'process-ready' || event.type === 'process-listening') && event.ports.includes(port),
  );
}
