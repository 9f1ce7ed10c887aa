import type { ConsoleRequest } from '../live/page-message.ts';
import { sendConsole } from './request.ts';

const mostPerPage = 20;
const mostPerSecond = 5;
const longestMessage = 4_000;
const longestStack = 8_000;

/** Passes on what goes wrong in the page, at most 20 times and 5 times a second; before `start`, it collects. */
export interface PageErrors {
  /** The first `hello` came. */
  start(): void;
  /** gorl does not want them. */
  stop(): void;
}

export function watchPageErrors(script: string): PageErrors {
  let waiting: ConsoleRequest[] | undefined = [];
  let count = 0;
  let recent: number[] = [];

  const take = (kind: ConsoleRequest['kind'], message: string, stack: string): void => {
    const now = performance.now();
    recent = recent.filter((time) => now - time < 1_000);
    if (count >= mostPerPage || recent.length >= mostPerSecond) return;
    count++;
    recent.push(now);
    const entry = {
      kind,
      message: message.slice(0, longestMessage),
      stack: stack.slice(0, longestStack),
      page: location.origin + location.pathname,
    };
    if (waiting === undefined) void sendConsole(entry);
    else waiting.push(entry);
  };

  addEventListener('error', ({ message, filename, lineno, colno, error }) => {
    if (filename === script) return;
    take('error', message, stackOf(error) || `${filename}:${lineno}:${colno}`);
  });
  addEventListener('unhandledrejection', ({ reason }) => {
    const stack = stackOf(reason);
    if (!stack.includes(script)) take('rejection', inWords(reason), stack);
  });
  const { error: print } = console;
  console.error = (...values: unknown[]): void => {
    print.apply(console, values);
    // The first two lines of the stack are the error's own name and this function.
    const [, , ...callers] = (new Error('here').stack ?? '').split('\n');
    take('console', inOneText(values), values.map(stackOf).find(Boolean) ?? callers.join('\n'));
  };

  return {
    start: () => {
      const entries = waiting ?? [];
      waiting = undefined;
      for (const entry of entries) void sendConsole(entry);
    },
    stop: () => {
      waiting = undefined;
      count = mostPerPage;
    },
  };
}

function stackOf(value: unknown): string {
  return value instanceof Error ? (value.stack ?? '') : '';
}

/** As the console shows it: `%s` and its like in the first text stand for the values after it. */
function inOneText([first, ...others]: readonly unknown[]): string {
  const rest = [...others];
  const text =
    typeof first === 'string'
      ? first.replace(/%[sdifoOc%]/g, (sign) => {
          if (sign === '%%') return '%';
          if (rest.length === 0) return sign;
          const value = inWords(rest.shift());
          return sign === '%c' ? '' : value;
        })
      : inWords(first);
  return [text, ...rest.map(inWords)].join(' ');
}

function inWords(value: unknown): string {
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
