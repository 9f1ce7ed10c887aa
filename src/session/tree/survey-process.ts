// A process of its own: what looking through a large tree leaves in memory goes with it, and gorl answers meanwhile.
import { setPriority } from 'node:os';
import { survey, type SurveyTask } from './survey-task.ts';

/** As `nice` does. */
const lowPriority = 10;

try {
  setPriority(lowPriority);
} catch {
  // Not allowed here; then it is only less polite.
}
process.once('disconnect', () => process.exit());
process.once('message', (task: SurveyTask) => {
  void survey(task).then((without) => process.send?.(without, () => process.disconnect()));
});
