import type { Subject } from '../support/air-subject.ts';
import type { Outcome, Scenario } from './scenario.ts';
import { Stage } from './stage.ts';

/** Runs it on one subject. Never rejects: what went wrong is part of the outcome. */
export async function runScenario(scenario: Scenario, subject: Subject, probe: string): Promise<Outcome> {
  await using stage = new Stage(subject, probe);
  let failure: string | undefined;
  try {
    await scenario.run(stage);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const left = await stage.finish();
  const never = failure === undefined ? {} : { never: failure.split('\n')[0]?.replace(/^never: /, '') ?? '' };
  return {
    saw: { ...stage.saw, ...never, 'left over': left },
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Lets only so many scenarios run at a time: some of them look at the clock. */
export function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
