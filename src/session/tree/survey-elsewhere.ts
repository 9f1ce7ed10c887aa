import { fork } from 'node:child_process';
import type { SurveyTask } from './survey-task.ts';

export interface RunningSurvey {
  /** Topmost directories that hold nothing that is wanted; undefined where the process gave no answer. Never rejects. */
  readonly without: Promise<readonly string[] | undefined>;
  stop(): void;
}

/** Looks through a large tree in another process. */
export function surveyElsewhere(task: SurveyTask): RunningSurvey {
  const child = fork(new URL('./survey.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    serialization: 'advanced',
  });
  const without = new Promise<readonly string[] | undefined>((resolve) => {
    child.once('message', (answer) => resolve(answer as readonly string[]));
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
  });
  child.send(task, () => undefined);
  return { without, stop: () => void child.kill('SIGKILL') };
}
