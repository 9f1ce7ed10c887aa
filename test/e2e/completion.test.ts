import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../src/base/find-on-path.ts';
import { gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const program = 'package main\n\nfunc main() {}\n';
const files = {
  'go.mod': 'module example.com/shop\n\ngo 1.21\n',
  'cmd/api/main.go': program,
  'cmd/admin/main.go': program,
  'tools/gen/main.go': program,
  'web/page.css': '',
  'dev settings.toml': '',
};

interface Shell {
  readonly start: string;
  /** Loads the script, and says when the prompt is there. */
  readonly load: string;
}

const shells: Readonly<Record<string, Shell>> = {
  bash: { start: 'bash --norc --noprofile -i', load: `PS1='at-the-''prompt '; source <(gorl completion bash)` },
  zsh: {
    start: 'zsh -f -i',
    load: `bindkey -e; PS1='at-the-''prompt '; autoload -Uz compinit; compinit -u -D; source <(gorl completion zsh)`,
  },
  fish: {
    start: 'fish --no-config -i',
    load: `function fish_prompt; echo 'at-the-''prompt '; end; gorl completion fish | source`,
  },
};

const toStart = '\u0001';
const toEnd = '\u0005';
const dropLine = '\u0015';

class ShellRig extends TerminalRig {
  async open({ start, load }: Shell): Promise<this> {
    mkdirSync(this.path('.bin'));
    symlinkSync(gorlBin(), this.path('.bin/gorl'));
    this.startShell(`export PATH="$PWD/.bin:$PATH" HOME="$PWD"; exec ${start}`);
    this.press(`${load}\r`);
    await this.waitForScreen('at-the-prompt');
    return this;
  }

  /** What a line has become after Tab, a word each. */
  async completed(line: string): Promise<readonly string[]> {
    const seen = this.screen.length;
    this.press(`${line}\t${toStart}printf '<%s>' begin ${toEnd} end\r`);
    await this.until(`the words of ${line}`, 20_000, () => /<begin>.*<end>/.test(this.screen.slice(seen)));
    const [, words = ''] = /<begin>(.*)<end>/.exec(this.screen.slice(seen)) ?? [];
    return [...words.matchAll(/<(.*?)>/g)].map(([, word = '']) => word);
  }

  /** What Tab shows where several words fit; a second one makes bash show them. */
  async shown(line: string, ...expected: readonly RegExp[]): Promise<void> {
    const seen = this.screen.length;
    this.press(`${line}\t\t`);
    for (const each of expected)
      await this.until(`${each} behind ${line}`, 20_000, () => each.test(this.screen.slice(seen)));
    this.press(`${toStart}\u000b${dropLine}`);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.press(`\u0003${dropLine}exit\r`);
    await super[Symbol.asyncDispose]();
  }
}

describe.each(Object.entries(shells))('in %s', (name, shell) => {
  test('commands, flags, values, programs, and files are completed', async (context) => {
    if (findOnPath(name, process.env) === undefined) return context.skip(`${name} is not installed`);
    await using rig = await new ShellRig({ files }).open(shell);
    expect(await rig.completed('gorl doc')).toEqual(['gorl', 'doctor']);
    expect(await rig.completed('gorl --onc')).toEqual(['gorl', '--once']);
    expect(await rig.completed('gorl --color=al')).toEqual(['gorl', '--color=always']);
    expect(await rig.completed('gorl --build.del')).toEqual(['gorl', '--build.delay']);
    expect(await rig.completed('gorl --build.poll t')).toEqual(['gorl', '--build.poll', 'true']);
    expect(await rig.completed('gorl run -race ./cmd/ap')).toEqual(['gorl', 'run', '-race', './cmd/api']);
    expect(await rig.completed('gorl run example.com/shop/cmd/ad')).toEqual([
      'gorl',
      'run',
      'example.com/shop/cmd/admin',
    ]);
    expect(await rig.completed('gorl -c dev')).toEqual(['gorl', '-c', 'dev settings.toml']);
    expect(await rig.completed('gorl -c=dev')).toEqual(['gorl', '-c=dev settings.toml']);
    // zsh takes the slash back when the cursor leaves.
    expect(await rig.completed('gorl --root we')).toEqual(['gorl', '--root', expect.stringMatching(/^web\/?$/)]);
    expect(await rig.completed('gorl why web/p')).toEqual(['gorl', 'why', 'web/page.css']);
    expect(await rig.completed('gorl doctor x')).toEqual(['gorl', 'doctor', 'x']);
    // More is to come behind the name of a table: no space.
    expect(await rig.completed('gorl --scr\tcl\t')).toEqual(['gorl', '--screen.clear_on_rebuild']);
    await rig.shown('gorl ', /\bdoctor\b/, /\bcompletion\b/);
    await rig.shown('gorl run ./cmd/a', /cmd\/admin/, /cmd\/api/);
    if (name !== 'bash') await rig.shown('gorl --', /when to use colors/);
    rig.press('exit\r');
    expect(await rig.waitForExit()).toBe(0);
  });
});

test('an answer takes little longer than node needs to start', async () => {
  await using rig = new GorlRig({ files });
  const took = (args: readonly string[]): number => {
    const startedAt = performance.now();
    execFileSync(process.execPath, args, { cwd: rig.dir, stdio: 'ignore' });
    return performance.now() - startedAt;
  };
  // By turns: what slows one down does so with the other.
  const rounds = Array.from({ length: 7 }, () => ({
    answer: took([gorlBin(), 'completion', '--complete', 'zsh', '--', 'run', '']),
    floor: took(['-e', '0']),
  }));
  const answer = Math.min(...rounds.map((round) => round.answer));
  const floor = Math.min(...rounds.map((round) => round.floor));
  console.info(`completion: ${answer.toFixed(0)} ms; node alone: ${floor.toFixed(0)} ms`);
  // The go command alone would make it 5.
  expect(answer / floor).toBeLessThan(3.5);
});

test('the scripts are printed as they are in the package, and a shell that is not known is told', async () => {
  await using rig = new GorlRig({ files });
  for (const shell of Object.keys(shells)) {
    const { code, stdout, stderr } = await runGorl(rig, ['completion', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('completion --complete');
    rig.write('script', stdout);
    if (findOnPath(shell, process.env) !== undefined) execFileSync(shell, ['-n', rig.path('script')]);
  }
  expect(await runGorl(rig, ['completion', 'fisch'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/the shell must be one of bash, zsh, fish, not "fisch"\n.*did you mean fish\?/),
  });
  expect(await runGorl(rig, ['completion'], { env: { ...rig.env(), SHELL: '/bin/zsh' } })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('such as gorl completion zsh'),
  });
});
