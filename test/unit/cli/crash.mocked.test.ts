import { beforeEach, expect, test, vi } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';

const order = vi.hoisted(() => [] as string[]);
const reader = vi.hoisted(() => ({ wakeUp: (): void => {} }));

vi.mock('../../../src/cli/stderr.ts', () => ({
  hasty: {},
  stderr: () => ({
    write: (text: string) => void order.push(text),
    settle: () => new Promise<void>((resolve) => (reader.wakeUp = resolve)),
  }),
}));

beforeEach(() => {
  order.length = 0;
  vi.resetModules();
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    order.push(`exit ${code}`);
    return undefined as never;
  });
});

test('ends what was started, says all that is needed, and leaves when the reader has it', async () => {
  const { crash } = await import('../../../src/cli/crash.ts');
  const history = [{ service: 'app', atMs: 7, event: { type: 'session-started' } as const }];
  crash(new Error('a rule was broken'), history, () => void order.push('end everything'));
  expect(order[0]).toBe('end everything');
  expect(order[1]).toMatch(/internal error, please report it[^]*a rule was broken[^]*"session-started"/);
  expect(order).toHaveLength(2);
  reader.wakeUp();
  await waitFor(() => order.length === 3);
  expect(order[2]).toBe('exit 70');
});

test('leaves at once when it happens again meanwhile, and also when nothing can be ended', async () => {
  const { crash } = await import('../../../src/cli/crash.ts');
  const failing = (): void => {
    throw new Error('no such process');
  };
  crash(new Error('first'), [], failing);
  expect(order[0]).toContain('first');
  crash(new Error('second'), [], () => {});
  expect(order).toContain('exit 70');
});
