import { expect, test } from 'vitest';
import { ServiceOutput } from '../../../../src/report/services/service-output.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';

function output(names: readonly string[]) {
  const written: string[] = [];
  const timers = new Set<() => void>();
  const services = new ServiceOutput({
    names,
    theme: () => createTheme({ color: false, unicode: false }),
    write: (lines, stream) => void written.push(`${stream}: ${lines.toString()}`),
    after(_, fire) {
      timers.add(fire);
      return () => void timers.delete(fire);
    },
  });
  const push = (service: string, text: string): void => services.push(service, 'stdout', Buffer.from(text));
  const wait = (): void => {
    for (const fire of timers) {
      timers.delete(fire);
      fire();
    }
  };
  return { services, written, timers, push, wait };
}

test('names are as wide as the longest', () => {
  const { push, written } = output(['api', 'worker']);
  push('api', 'up\n');
  push('worker', 'up\n');
  expect(written).toEqual(['stdout: api    | up\n', 'stdout: worker | up\n']);
});

test('a line that is not complete is shown after a while, or when its service has ended', () => {
  const { push, written, wait, services, timers } = output(['api', 'db']);
  push('api', 'really? ');
  push('db', 'half');
  expect(written).toEqual([]);
  wait();
  expect(written).toEqual(['stdout: api | really? \n', 'stdout: db  | half\n']);
  push('db', 'last word');
  services.flush('db');
  expect(written.slice(2)).toEqual(['stdout: db  | last word\n']);
  expect(timers.size).toBe(0);
});

test('what one service holds is not torn by another', () => {
  const { push, written } = output(['api', 'db']);
  push('api', 'be');
  push('db', 'one\n');
  push('api', 'gun\n');
  expect(written).toEqual(['stdout: db  | one\n', 'stdout: api | begun\n']);
});

test('names of another config count from then on', () => {
  const { push, written, services } = output(['api', 'db']);
  services.nameServices(['api', 'storage']);
  push('api', 'up\n');
  expect(written).toEqual(['stdout: api     | up\n']);
});

test('each service has a color, and those that follow each other have different ones', () => {
  const theme = createTheme({ color: true, unicode: true });
  const services = new ServiceOutput({
    names: ['a', 'b', 'c'],
    theme: () => theme,
    write: () => {},
    after: () => () => {},
  });
  const labels = ['a', 'b', 'c'].map((name) => services.label(name).replace(name, ''));
  expect(new Set(labels).size).toBe(3);
});
