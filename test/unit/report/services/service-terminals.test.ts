import { expect, test } from 'vitest';
import { ServiceTerminals } from '../../../../src/report/services/service-terminals.ts';

function terminals(columns = 40) {
  const written: string[] = [];
  const timers = new Set<() => void>();
  let isAtLineStart = true;
  const services = new ServiceTerminals({
    prefix: (service) => `${service} | `,
    columns: () => columns,
    isAtLineStart: () => isAtLineStart,
    write(bytes) {
      written.push(bytes.toString());
      isAtLineStart = bytes.at(-1) === 0x0a;
    },
    after(_, fire) {
      timers.add(fire);
      return () => void timers.delete(fire);
    },
  });
  const typed: string[] = [];
  const push = (service: string, text: string): void =>
    services.push(service, Buffer.from(text), (answer) => void typed.push(`${service} ${answer}`));
  const wait = (): void => {
    for (const fire of timers) {
      timers.delete(fire);
      fire();
    }
  };
  const show = (service: string | undefined): void => {
    services.show(service);
    services.draw();
  };
  return { services, written, timers, push, wait, show, typed };
}

test('lines of all, and what is not complete after a while', () => {
  const { push, written, wait, timers } = terminals();
  push('api', 'up\r\nreally? ');
  push('db', '1%');
  push('db', '\r2%');
  expect(written).toEqual(['api | up\n']);
  wait();
  expect(written.slice(1)).toEqual(['api | really? \n', 'db | 2%\n']);
  expect(timers.size).toBe(0);
});

test('what a service ends with is shown, and nothing of it is left to its next process', () => {
  const { push, written, services, timers } = terminals();
  push('api', '\u001b[31mlast word');
  services.flush('api');
  services.flush('api');
  push('api', 'again\r\n');
  expect(written).toEqual(['api | \u001b[31mlast word\u001b[0m\n', 'api | again\n']);
  expect(timers.size).toBe(0);
});

test('the line of the one that is shown alone is there as it is typed, and is drawn anew', () => {
  const { push, written, show } = terminals();
  push('api', 'name? ');
  show('api');
  push('api', 'b');
  push('db', 'not shown\r\n');
  push('api', 'o\b \b');
  push('api', '\r\nhello\r\n');
  expect(written).toEqual([
    'api | name? ',
    '\r\u001b[Kapi | name? b',
    '\r\u001b[Kapi | name? b \u001b[1D',
    '\r\u001b[Kapi | name? b \napi | hello\n',
  ]);
});

test('of a line that is longer than the row, its end is there', () => {
  const { push, written, show } = terminals(11);
  show('api');
  push('api', '0123456789abcdef');
  push('api', '\r\n');
  expect(written).toEqual(['api | 6789abcdef', '\r\u001b[Kapi | 0123456789abcdef\n']);
});

test('when others are shown again, they begin in a line of their own', () => {
  const { push, written, show, wait } = terminals();
  show('api');
  push('api', 'name? ');
  push('db', 'was not shown\r\nbegun');
  show(undefined);
  push('db', ' and ended\r\n');
  push('web', 'half');
  wait();
  expect(written).toEqual(['api | name? ', '\n', 'db | begun and ended\n', 'web | half\n']);
});

test('rows that the one that is shown alone has drawn anew come after a while', () => {
  const { push, written, show, wait } = terminals();
  show('api');
  push('api', '1%\r\n');
  push('api', '\u001b[A2%\r\n> ');
  wait();
  expect(written).toEqual(['api | 1%\n', 'api | > ', '\r\u001b[Kapi | 2%\napi | > ']);
});

test('each gets the answers to what it asked itself', () => {
  const { push, typed } = terminals();
  push('api', '\u001b[6n');
  push('db', '\u001b[5n');
  expect(typed).toEqual(['api \u001b[1;1R', 'db \u001b[0n']);
});
