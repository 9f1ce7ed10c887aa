// One save in one copy of a module, and how long it takes until it shows.
import { lookAt } from '../tools/process-tree.mjs';

/** Of the CPU: so much of another tool beside a measurement makes it void. */
const disturbance = 0.02;
const disturbanceMs = 20;

/**
 * A `column`'s `tool` at work on `module`, with `ready`, where its app says that it listens.
 *
 * @param others roots of the trees that have to be idle meanwhile
 * @returns `ms`, `undefined` when the save never showed; `isDisturbed`
 */
export async function measure(subject, step, number, { ready, others, limitMs }) {
  const { tool, module } = subject;
  const before = lookAt(others);
  const mark = tool.output.length;
  const shown = waitFor(subject, step, { ready, mark });
  const { savedAt, ...expected } = module.save(step, number);
  shown.expect(expected);
  const shownAt = await within(limitMs, shown.promise, tool.reload && react(subject, step, shown));
  shown.cancel();
  if (shownAt === undefined) return { ms: undefined, isDisturbed: false };
  const ms = shownAt - savedAt;
  const after = lookAt(others);
  const usedMs = others.reduce((sum, root) => sum + after.get(root).usedMs - before.get(root).usedMs, 0);
  return { ms, isDisturbed: usedMs > Math.max(disturbanceMs, disturbance * ms) };
}

/** What the step is known by; the text itself is known only when it has been written. */
function waitFor({ key, tool }, { shows }, { ready, mark }) {
  let expected;
  const isOurs = ({ column, answer }) =>
    column === key && (shows === 'through' || answer.split(/[ ,]/).includes(expected.value));
  const waits = [];
  if (shows !== 'error') waits.push(ready.next(isOurs));
  // By hand there is nobody to print it: it shows when the build has ended.
  if (tool.next)
    waits.push(
      tool.next(({ event }) => {
        if (shows === 'through') return event?.type === 'nothing-to-do' && event.generation !== undefined;
        if (shows !== 'error') return false;
        const said = tool.output.slice(mark);
        return said.includes(expected.error.place) && said.includes(expected.error.missing);
      }),
    );
  return {
    promise: Promise.race(waits.length > 0 ? waits.map(({ promise }) => promise) : [new Promise(() => {})]),
    expect: (value) => (expected = value),
    isSaid: () => {
      const said = tool.output.slice(mark);
      return said.includes(expected.error.place) && said.includes(expected.error.missing);
    },
    cancel: () => waits.forEach(({ cancel }) => cancel()),
  };
}

/** The work that nobody else does by hand. */
async function react({ key, tool }, { shows }, shown) {
  const { builtAt, isBuilt } = await tool.reload();
  if (isBuilt !== (shows !== 'error') || (!isBuilt && !shown.isSaid()))
    throw new Error(`${key}: a build that should ${shows === 'error' ? 'fail' : 'succeed'} did not:\n${tool.output}`);
  return isBuilt ? shown.promise : builtAt;
}

async function within(limitMs, ...promises) {
  let timer;
  const limit = new Promise((resolve) => (timer = setTimeout(() => resolve(undefined), limitMs)));
  try {
    return await Promise.race([limit, ...promises.filter((promise) => promise !== undefined)]);
  } finally {
    clearTimeout(timer);
  }
}
