import { describe } from 'vitest';
import { createFakeProcesses } from '../../support/fake-ports.ts';
import { processesContract } from './processes-contract.ts';

describe('Processes, the fake', () => {
  processesContract((behavior) =>
    Promise.resolve({ processes: createFakeProcesses(() => behavior), [Symbol.asyncDispose]: () => Promise.resolve() }),
  );
});
