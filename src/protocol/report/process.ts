import type { ReportTable } from './report-spec.ts';

const run = { type: 'ordinal', doc: 'Number of a process.' } as const;
const generation = { type: 'ordinal', doc: 'Number of a build.' } as const;
const pid = { type: 'pid' } as const;
const ports = { type: 'list', of: { type: 'port' }, doc: 'All TCP ports it listens on, in ascending order.' } as const;
const addresses = {
  type: 'list',
  of: { type: 'string' },
  optional: true,
  doc: 'Where people reach it: `http://localhost:8080`, or `https://…` where it speaks TLS, or `localhost:5432` where it is not known to speak HTTP. First an address of this machine for each port, then those for the network, if it listens there, then unix sockets (`unix:/tmp/app.sock`). Only on Linux; absent when there is none.',
} as const;

/** The app: its start, whether it listens, its stop and its end. */
export const processReports = {
  'service-waiting': {
    level: 'routine',
    doc: 'The service is built and not started yet: services that it depends on are not ready.',
    fields: { on: { type: 'list', of: { type: 'string' }, doc: 'Their names.' } },
  },
  'process-started': {
    level: 'routine',
    doc: 'The app was started. One `process-exited` of the same `run` follows.',
    fields: { run, generation, pid },
  },
  'process-ready': {
    level: 'routine',
    doc: 'The app listens, or has lived for as long as one without a port is given: a second when nothing says that it may listen, or when it did not as it last ran with these arguments (100 ms if that was in this session), else see `process-running`. `startMs` counts from its start, `sinceSaveMs` from the save that led here; `buildMs` and `stopMs` are the parts before the start. Where no port shows when the app is ready, `startMs` is absent, and `sinceSaveMs` ends with its start. After a key, and for a save that waited for the end of a pause, there is no `sinceSaveMs`.',
    fields: {
      run,
      generation,
      pid,
      port: {
        type: 'port',
        optional: true,
        doc: 'The first of `ports`, which need not be the main one; absent when it listens on none (yet).',
      },
      ports,
      addresses,
      startMs: { type: 'ms', optional: true, doc: 'From its start until it was ready.' },
      sinceSaveMs: { type: 'ms', optional: true, doc: 'From the save that led here.' },
      buildMs: { type: 'ms', optional: true, doc: 'How long the build took; absent where there was none.' },
      stopMs: {
        type: 'ms',
        optional: true,
        doc: 'How long the stop of the last one took; absent where there was none.',
      },
    },
  },
  'process-running': {
    level: 'routine',
    doc: 'The app has lived for a second and does not listen yet, though it can, or did in this session. `process-ready` follows when it listens; after ten seconds at the latest, unless it is a Go program that can and did in this session.',
    fields: { run, pid },
  },
  'process-listening': {
    level: 'routine',
    doc: 'An app that was called ready began to listen, or listens on further ports. What it opens more than ten seconds after its first port is not looked for.',
    fields: {
      run,
      ports,
      addresses,
      added: { type: 'list', of: { type: 'port' }, doc: 'Those of `ports` that no earlier report of this run named.' },
    },
  },
  'process-handed-over': {
    level: 'routine',
    doc: 'The app ended with 0 and left its ports to another process that it had started: a server that upgraded itself, a supervisor that left. That one is the app from here on.',
    fields: {
      run,
      generation,
      from: { type: 'pid', doc: 'Pid of the process that ended.' },
      pid: { type: 'pid', doc: 'Pid of its successor.' },
      ports: { ...ports, doc: 'Where that one listens.' },
    },
  },
  'process-not-ready': {
    level: 'main',
    doc: 'The app has not become ready in the time that it has for that. Beside another one that serves it is stopped, and that one stays; otherwise it goes on, and `process-ready` may follow.',
    fields: {
      run,
      generation,
      afterMs: { type: 'ms', doc: 'The time it had.' },
      stillServing: { ...generation, optional: true, doc: 'The build that goes on serving.' },
      reason: { type: 'string', optional: true, doc: 'What was asked last, and how it failed.' },
    },
  },
  'process-unhealthy': {
    level: 'main',
    doc: 'The app was ready, and has not answered as often in a row as `live.failures` says.',
    fields: {
      run,
      reason: { type: 'string', doc: 'What was asked, and how it failed.' },
      restarts: { type: 'bool', doc: 'It is started again.' },
    },
  },
  'process-draining': {
    level: 'routine',
    doc: 'Before the app is sent the stop signal, requests that are under way may finish.',
    fields: { run, requests: { type: 'count', doc: 'How many there are.' } },
  },
  'process-stopping': {
    level: 'routine',
    doc: 'The app was sent the stop signal.',
    fields: {
      run,
      reason: {
        type: 'enum',
        choices: ['replace', 'build-failed', 'shutdown', 'exited', 'not-ready'],
        doc: '`exited`: it ended by itself, and what that left is cleared away. `not-ready`: it was started beside the one that serves, and did not become ready in time.',
      },
      signal: { type: 'string' },
      graceMs: { type: 'ms', doc: 'When it is killed, counted from the first request to stop; 0 at once.' },
      cause: {
        type: 'shape',
        shape: 'cause',
        optional: true,
        doc: 'Why the app starts again, if nothing was built for it.',
      },
    },
  },
  'process-stuck': {
    level: 'main',
    doc: 'The grace period is over and the app still lives: it is killed now.',
    fields: { run, graceMs: { type: 'ms', doc: 'The grace period.' } },
  },
  'process-dump': {
    level: 'main',
    doc: 'The goroutines that kept it from stopping when the grace period was over, as the Go runtime told them at SIGQUIT.',
    fields: {
      run,
      count: {
        type: 'count',
        doc: 'Goroutines that kept it from stopping; without those of the Go runtime.',
      },
      kinds: { type: 'count', doc: 'Kinds of these: in the same place, in the same state.' },
      goroutines: {
        type: 'list',
        of: { type: 'string' },
        doc: 'A line per kind, own code first, 12 at most; (x4) after it: so many of them.',
      },
    },
  },
  'data-race': {
    level: 'main',
    doc: 'The race detector of an app that is built with `-race` found a data race, and the app may go on. The same two places are told once in a run.',
    fields: {
      run,
      number: { type: 'ordinal', doc: 'Counts the data races of this run.' },
      diagnostic: {
        type: 'shape',
        shape: 'diagnostic',
        doc: 'At the access that was found; the notes have the one before it, and where their goroutines were started.',
      },
    },
  },
  'process-exited': {
    level: 'routine-when-clean',
    doc: 'The app ended. `expected` if gorl asked for it; otherwise `next` says what gorl does now. `leaked` are pids that not even SIGKILL could end.',
    fields: {
      run,
      generation,
      end: { type: 'shape', shape: 'processEnd' },
      livedMs: { type: 'ms', doc: 'From its start to its end.' },
      expected: { type: 'bool', doc: 'gorl asked for it.' },
      forced: { type: 'bool', doc: 'It was killed.' },
      stopMs: { type: 'ms', doc: 'From the stop signal until nothing of it was left; 0 when it was not asked to end.' },
      leaked: { type: 'list', of: pid, doc: 'Pids that could not be ended.' },
      diagnostic: {
        type: 'shape',
        shape: 'diagnostic',
        optional: true,
        doc: 'Its crash, when it left a report of one; after exit code 66 of a program built with `-race`, how many data races it had, and which.',
      },
      next: {
        type: 'variants',
        of: { 'wait-for-change': {}, rerun: { fields: { inMs: { type: 'ms' } } }, rebuild: {}, shutdown: {} },
        optional: true,
        doc: 'Absent when gorl asked for the end; `rebuild`: the binary is gone.',
      },
    },
  },
  'process-waiting': {
    level: 'main',
    doc: 'The next start, or the end of gorl, waits for what is left of this run, and has done so for a second. `unkillable` when not even SIGKILL ended them: nothing starts beside them, and gorl goes on when they are gone.',
    fields: {
      run,
      processes: { type: 'list', of: { type: 'shape', shape: 'namedProcess' }, doc: 'Who is left.' },
      unkillable: { type: 'bool', doc: 'Not even SIGKILL ends them: somebody else has to.' },
    },
  },
  'port-in-use': {
    level: 'main',
    doc: 'The app could not listen because another process does. `holder.gorl` is there when that one was started by a gorl: `this` one or an `other`.',
    fields: {
      run,
      port: { type: 'port' },
      holder: {
        type: 'shape',
        shape: 'portHolder',
        optional: true,
        doc: 'Who listens there; absent when it cannot be seen.',
      },
    },
  },
} as const satisfies ReportTable;
