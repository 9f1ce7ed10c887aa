import { expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/engine/task/event.ts';
import { createTask, type Task } from '../../../../src/engine/task/task.ts';
import { asked, own, options, preempted, resumed, stop } from './walk.ts';

/** A task on ports that write down what they are called for; each run ends when the test says so. */
function taskOnPaper(chosen = {}, onAccept: (task: Task) => void = () => undefined) {
  const calls: string[] = [];
  let emit: (event: RunEvent) => void = () => undefined;
  const task = createTask(
    { ...options, ...chosen },
    {
      start(run, files, to) {
        calls.push(`start ${run}: ${files.map(({ rel }) => rel).join(' ')}`);
        emit = to;
      },
      cancel: (run) => void calls.push(`cancel ${run}`),
      accept(run) {
        calls.push(`accept ${run}`);
        onAccept(task);
        calls.push('accepted');
      },
      report: (fact) => void calls.push(fact.type),
      end: (unfinished) => void calls.push(`end: ${unfinished.map(({ rel }) => rel).join(' ')}`),
    },
  );
  const taken = (): readonly string[] => calls.splice(0);
  return { task, taken, emit: (event: RunEvent) => emit(event) };
}

test('each effect is a call, in order', () => {
  const { task, taken, emit } = taskOnPaper();
  task.dispatch(asked('a'));
  task.dispatch(asked('b'));
  expect(taken()).toEqual(['start 1: a', 'superseded', 'cancel 1']);
  emit({ type: 'run-cancelled', run: 1 });
  expect(taken()).toEqual(['start 2: a b']);
  emit({ type: 'run-ended', run: 2 });
  expect(taken()).toEqual(['accept 2', 'accepted']);
  for (const atMs of [1, 2]) {
    task.dispatch(own(atMs, false, 'a'));
    emit({ type: 'run-ended', run: atMs + 2 });
  }
  task.dispatch(own(3, false, 'a'));
  expect(taken().at(-1)).toBe('loop-stopped');
  task.dispatch(stop);
  expect(taken()).toEqual(['end: ']);
});

test('what is asked for within a call is taken up after it', () => {
  const { task, taken, emit } = taskOnPaper({}, (self) => self.dispatch(asked('again')));
  task.dispatch(asked('a'));
  emit({ type: 'run-ended', run: 1 });
  expect(taken()).toEqual(['start 1: a', 'accept 1', 'accepted', 'start 2: again']);
});

test('more urgent work is waited for', () => {
  const { task, taken } = taskOnPaper({ priority: 'idle' });
  task.dispatch(preempted);
  task.dispatch(asked('a'));
  expect(taken()).toEqual([]);
  task.dispatch(resumed);
  expect(taken()).toEqual(['start 1: a']);
});
