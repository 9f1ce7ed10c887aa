import { expect, test } from 'vitest';
import { createTyping, type TypingOptions } from '../../../src/cli/typing.ts';

function typing({ names = ['app'], tty = true, reason }: { names?: string[]; tty?: boolean; reason?: string } = {}) {
  const typed: string[] = [];
  const notices: string[] = [];
  let shown: string | undefined;
  const services = names.map((name) => ({
    name,
    subject: { project: { loaded: { settings: { 'app.tty': tty } } } },
  })) as unknown as TypingOptions['session']['services'];
  const typist = createTyping({
    ttys: {
      reason,
      type(bytes, service) {
        typed.push(`${service ?? 'newest'}: ${Buffer.from(bytes).toString()}`);
        return true;
      },
    },
    reporting: {
      shownService: () => shown,
      report: (report) => void (report.type === 'notice' && notices.push(report.message)),
    },
    session: { services },
  });
  const type = (text: string): boolean => typist.type(Buffer.from(text));
  return { whyNot: () => typist.whyNot(), type, typed, notices, show: (name?: string) => void (shown = name) };
}

test('what is typed is for the only app', () => {
  const { whyNot, type, typed } = typing();
  expect([whyNot(), type('a'), typed]).toEqual([undefined, true, ['newest: a']]);
});

test('of several services, for the one that is shown alone', () => {
  const { whyNot, type, typed, notices, show } = typing({ names: ['api', 'web'] });
  expect(whyNot()).toBe('show one service first: press 1…9');
  // Neither Ctrl-C, nor what a terminal answers, is meant for a service.
  expect([type('\u0003'), type('\u001b[1;1R'), notices]).toEqual([false, false, []]);
  expect([type('a'), type('b'), notices]).toEqual([false, false, ['show one service first: press 1…9']]);
  show('web');
  expect([whyNot(), type('c'), typed]).toEqual([undefined, true, ['web: c']]);
});

test('where there is no terminal, it is said why', () => {
  expect(typing({ reason: 'no Go' }).whyNot()).toBe('the app has no terminal of its own to type into: no Go');
  const piped = typing({ names: ['api', 'web'], tty: false });
  piped.show('api');
  expect(piped.whyNot()).toBe('api has no terminal of its own to type into');
});
