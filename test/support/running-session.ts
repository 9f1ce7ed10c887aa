import { createFakeSession, type FakeSession } from './fake-session.ts';
import { waitFor } from './wait-for.ts';

/** For `waitFor`: whether that run of the app is ready. */
export const isReady =
  (fake: FakeSession, run = 1) =>
  (): boolean => {
    const { current } = fake.state();
    return current?.run === run && current.id === 'ready';
  };

/** A session on fakes whose app is ready. */
export async function running(...options: Parameters<typeof createFakeSession>): Promise<FakeSession> {
  const fake = createFakeSession(...options);
  fake.session.start();
  await waitFor(isReady(fake));
  return fake;
}
