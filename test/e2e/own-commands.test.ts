import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';

const main = (body: string): string => `package main\n\nfunc main() {\n\tprintln("up")\n\t${body}\n\tselect {}\n}\n`;
const files = {
  'go.mod': 'module example.com/root\n\ngo 1.21\n',
  'main.go': main('println("root, line 5")'),
  'services/api/main.go': main('undefinedName()'),
};

test('an error in another directory is shown with the line of the file that is meant', async () => {
  const cmd = 'cd services/api && go build -o ../../tmp/main .';
  await using rig = new GorlRig({ files: { ...files, '.air.toml': `[build]\ncmd = "${cmd}"\n` } });
  rig.start();
  const { diagnostics } = await rig.waitForEvent('build-failed');
  expect(diagnostics).toMatchObject([{ message: 'undefined: undefinedName' }]);
  expect(diagnostics[0]?.location).toMatchObject({ file: 'services/api/main.go', line: 5 });
  expect(diagnostics[0]?.location?.excerpt?.lines.join('\n')).toContain('undefinedName()');
});

test('errors under make are told once, and what make says itself stays', async () => {
  const make =
    'build:\n\t@echo compiling\n\t@cd services/api && go build -o ../../tmp/main . || { echo "no luck"; exit 3; }\n';
  await using rig = new GorlRig({
    files: { ...files, Makefile: make, '.air.toml': '[build]\ncmd = "make build"\n' },
  });
  rig.start();
  const { diagnostics, output } = await rig.waitForEvent('build-failed');
  expect(diagnostics.map(({ location }) => location?.file)).toEqual(['services/api/main.go']);
  expect(output).toBe('');
  await rig.until('the end of the failure', 20_000, () => /undefinedName[^]*\n\n/.test(rig.stderr));
  expect(rig.stderr.match(/undefined: undefinedName/g)).toHaveLength(1);
  for (const word of ['compiling', 'no luck', 'Error 3']) expect(rig.stderr).toContain(word);
});
