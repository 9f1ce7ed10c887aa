import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readContentId } from '../../src/go/build/build-id.ts';
import { GorlRig } from '../support/gorl-rig.ts';
import { buildsOf, constant, knowing, saying } from '../support/saying-app.ts';
import { runGorl } from '../support/run-gorl.ts';
import { configured, said } from '../support/talking-app.ts';

/** The go command refuses it. */
const profile = { 'default.pgo': 'no profile\n' };

test('a profile beside the program is not read, and a new one builds nothing', async () => {
  await using rig = await knowing(saying({ 'version.go': constant('v1'), ...profile }));
  rig.write('default.pgo', 'another one\n');
  rig.write('version.go', constant('v2'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  expect(buildsOf(rig)).toBe(2);
});

test('without tuning it is read', async () => {
  await using rig = new GorlRig({ files: { ...configured('tuned = false'), ...profile } });
  rig.start();
  const { output, diagnostics } = await rig.waitForEvent('build-failed');
  expect(output + JSON.stringify(diagnostics)).toContain('error parsing profile');
});

test.each([
  ['go build -o tmp/talking .', ''],
  [String.raw`go build -race=false -ldflags=\"-X 'main.more=it is'\" -o tmp/talking .`, 'debug = true\n'],
  ['go build -o tmp/talking .', 'tuned = false\n'],
])('what -d shows of a build can be copied: %s, %s', async (cmd, more) => {
  const config = `env_files = ["build.env"]\n[build]\ncmd = "${cmd}"\n${more}full_bin = "true"\n`;
  const files = {
    'go.mod': 'module example.com/talking\n\ngo 1.19\n',
    'main.go': 'package main\n\nvar more string\n\nfunc main() { println(more, tagged) }\n',
    'tagged.go': '//go:build extra\n\npackage main\n\nconst tagged = true\n',
    'build.env': 'GOFLAGS=-tags=extra\nSECRET=x\n',
    '.air.toml': config,
  };
  await using rig = new GorlRig({ files });
  const env = rig.env();
  delete env['GOFLAGS'];
  const { code, stderr } = await runGorl(rig, ['--once', '-d'], { env });
  expect([code, stderr]).toEqual([0, expect.stringContaining(' cmd ')]);
  const line = /^.* cmd +(cd .*)$/m.exec(stderr)?.[1] ?? '';
  expect(line).toContain(' GOFLAGS=-tags=extra ');
  expect(line).not.toContain('SECRET');
  const output = / -o (\S+) /.exec(line)?.[1] ?? '';
  execFileSync('sh', ['-c', line], { env, cwd: '/' });
  const contentId = await readContentId(output);
  expect(contentId).toMatch(/./);
  expect(contentId).toBe(await readContentId(rig.path('tmp/talking')));
});
