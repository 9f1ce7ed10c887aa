import { describe, expect, test } from 'vitest';
import type { Reloaded } from '../../../src/session/reload.ts';
import { onlySubject } from '../../../src/session/service-plan/subject.ts';
import { changed, subjectOf, type FakeSession } from '../../support/fake-session.ts';
import { running } from '../../support/running-session.ts';
import { waitFor } from '../../support/wait-for.ts';

const config = changed('.air.toml');
const css = '[[build.rules]]\nname = "css"\ncmd = "make css"\ninclude_ext = ["scss"]\nrun = "restart"\n';

const ofType = ({ reports }: FakeSession, type: string) => reports.filter((report) => report.type === type);
const ruleOf = (path: string) => (path.endsWith('.scss') ? 0 : undefined);

describe('a changed config', () => {
  test('that changes nothing is not mentioned', async () => {
    const fake = await running();
    fake.rewriteConfig('# a comment\n');
    fake.save(config);
    fake.rewriteConfig('[build]\nkill_delay = "2s"\n');
    fake.save(config);
    await waitFor(() => ofType(fake, 'config-reloaded').length > 0);
    expect(ofType(fake, 'config-reloaded')).toMatchObject([{ changed: ['build.kill_delay'] }]);
    expect(fake.state().options.graceMs).toBe(2000);
    expect(ofType(fake, 'build-started')).toHaveLength(1);
  });

  test('that decides what is watched is taken on by the watcher, and all is built', async () => {
    const fake = await running();
    fake.rewriteConfig('[build]\ninclude_ext = ["go", "sql"]\n');
    fake.save(config);
    const savedMs = fake.clock.now();
    await waitFor(() => ofType(fake, 'build-started').length === 2);
    expect(fake.calls).toContain(`retargeted since ${savedMs}`);
    expect(fake.calls).not.toContain('watcher 1 closed');
  });

  test('that needs a new watcher: the old one goes when the new one is there, and all is built', async () => {
    const fake = await running({ newWatcher: true });
    fake.rewriteConfig('[build]\ninclude_ext = ["go", "sql"]\n');
    fake.save(config);
    await waitFor(() => fake.calls.includes('watcher 1 closed'));
    expect(fake.calls).toContain('flushed');
    await waitFor(() => ofType(fake, 'build-started').length === 2);
    expect(ofType(fake, 'build-started').at(-1)).toMatchObject({ cause: { type: 'config' } });
  });

  test('that decides what the process is: it is built and started anew, in its new place', async () => {
    const fake = await running();
    fake.rewriteConfig('tmp_dir = "out"\n', {}, 'web');
    fake.save(config);
    await waitFor(() => fake.state().current?.run === 2);
    expect(fake.files.made).toContain('/p/out');
    expect(fake.calls).toContain('builder in /p/out for web');
    expect(ofType(fake, 'config-reloaded')).toMatchObject([{ target: 'web' }]);
  });

  test('of the output only: nothing is built', async () => {
    const fake = await running();
    fake.rewriteConfig('[log]\ntime = true\n');
    fake.save(config);
    await waitFor(() => fake.calls.includes('output configured'));
    expect(ofType(fake, 'build-started')).toHaveLength(1);
  });

  test('that is broken is rejected; the same as before is then mentioned once', async () => {
    const fake = await running();
    const rejected: Reloaded = { type: 'rejected', file: '.air.toml', diagnostics: [] };
    fake.reloadWith(() => Promise.resolve(rejected));
    fake.save(config);
    await waitFor(() => ofType(fake, 'config-rejected').length === 1);
    fake.rewriteConfig('');
    fake.save(config);
    await waitFor(() => ofType(fake, 'config-reloaded').length === 1);
    expect(ofType(fake, 'config-reloaded')).toMatchObject([{ changed: [] }]);
  });

  test('with a tmp_dir that cannot be made is rejected', async () => {
    const fake = await running();
    fake.files.state.unwritable = true;
    fake.rewriteConfig('tmp_dir = "out"\n');
    fake.save(config);
    await waitFor(() => ofType(fake, 'config-rejected').length === 1);
    expect(ofType(fake, 'config-rejected')[0]).toMatchObject({
      diagnostics: [{ message: expect.stringContaining('/p/out') }],
    });
  });

  test('whose warnings are new reports them', async () => {
    const fake = await running();
    const subject = subjectOf('');
    const diagnostics = [{ severity: 'warning', message: 'odd', notes: [], source: 'config' } as const];
    fake.rewriteConfig('', {
      news: true,
      subject: onlySubject({ ...subject, project: { ...subject.project, diagnostics } }),
    });
    fake.save(config);
    await waitFor(() => ofType(fake, 'problems').length > 0);
    expect(ofType(fake, 'problems')).toMatchObject([{ diagnostics }]);
  });
});

describe('while the config is read', () => {
  function heldReading(fake: FakeSession) {
    let finish: () => void = () => undefined;
    let readings = 0;
    fake.reloadWith(() => {
      readings += 1;
      return new Promise((resolve) => {
        finish = () => resolve({ type: 'ok', subject: onlySubject(subjectOf('tmp_dir = "out"\n')), news: false });
      });
    });
    fake.save(config);
    return { finish: () => finish(), readings: () => readings };
  }

  test('the project is moved away: nothing of it is made anew', async () => {
    const fake = await running();
    const reading = heldReading(fake);
    fake.files.state.identity = undefined;
    const made = [...fake.files.made];
    reading.finish();
    await Promise.resolve();
    await Promise.resolve();
    expect(fake.files.made).toEqual(made);
    expect(ofType(fake, 'config-reloaded')).toEqual([]);
    expect(ofType(fake, 'config-rejected')).toEqual([]);
  });

  test('gorl ends: what comes of the reading is nothing any more', async () => {
    const fake = await running();
    const reading = heldReading(fake);
    fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
    await waitFor(() => fake.exits.length > 0);
    reading.finish();
    await Promise.resolve();
    await Promise.resolve();
    expect(ofType(fake, 'config-reloaded')).toEqual([]);
  });

  test('it becomes another: that is read, too, whether or not the watcher sees a change', async () => {
    const fake = await running();
    const reading = heldReading(fake);
    fake.files.written.set(config.path, fake.clock.now() + 1);
    expect(fake.calls).not.toContain('settled config');
    reading.finish();
    await waitFor(() => reading.readings() === 2);
    expect(fake.calls).toContain('settled config');
    reading.finish();
    await waitFor(() => ofType(fake, 'config-reloaded').length === 1);
    await waitFor(() => fake.calls.filter((call) => call === 'settled config').length === 2);
    expect(reading.readings()).toBe(2);
  });

  test('another save is read after it, one at a time', async () => {
    const fake = await running();
    const reading = heldReading(fake);
    fake.save(config);
    expect(reading.readings()).toBe(1);
    reading.finish();
    await waitFor(() => reading.readings() === 2);
  });
});

describe('config, rule and source in one batch', () => {
  test('each goes to its owner', async () => {
    const fake = await running({ config: css, ruleOf });
    fake.rewriteConfig(`${css}[build]\nkill_delay = "2s"\n`);
    fake.save(config, changed('site.scss'), changed('main.go'));
    await waitFor(() => ofType(fake, 'rule-started').length === 1);
    await waitFor(() => ofType(fake, 'config-reloaded').length === 1);
    await waitFor(() => fake.state().current?.run === 2);
    expect(ofType(fake, 'build-started').at(-1)).toMatchObject({
      cause: { type: 'files', files: [changed('main.go')] },
    });
    fake.commands.find(({ line }) => line === 'make css')?.end();
    await waitFor(() => fake.state().current?.run === 3);
  });

  test('while paused all of it waits, and the resume takes it up', async () => {
    const fake = await running({ config: css, ruleOf });
    const pause = { type: 'toggle-pause', by: { type: 'key', key: 'p' } } as const;
    fake.session.ask(pause);
    fake.rewriteConfig(`${css}[build]\nkill_delay = "2s"\n`);
    fake.save(config, changed('site.scss'), changed('main.go'));
    const held = fake.reports.flatMap((report) => (report.type === 'files-held' ? report.files : []));
    expect(held.map(({ rel }) => rel).toSorted()).toEqual(['.air.toml', 'main.go', 'site.scss']);
    expect(fake.commands).toEqual([]);
    fake.session.ask(pause);
    await waitFor(() => ofType(fake, 'config-reloaded').length === 1);
    await waitFor(() => ofType(fake, 'rule-started').length === 1);
    await waitFor(() => fake.state().current?.run === 2);
  });

  test('the end stops the rule that runs', async () => {
    const fake = await running({ config: css, ruleOf });
    fake.save(changed('site.scss'));
    await waitFor(() => fake.commands.length === 1);
    fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
    await waitFor(() => fake.exits.length > 0);
    expect(fake.commands[0]?.killed).toBe(true);
  });

  test('other rules run what the old ones were interrupted in', async () => {
    const fake = await running({ config: css, ruleOf });
    fake.save(changed('site.scss'));
    await waitFor(() => fake.commands.length === 1);
    fake.rewriteConfig(css.replace('make css', 'sass'));
    fake.save(config);
    await waitFor(() => fake.commands.some(({ line }) => line === 'sass'));
    expect(fake.commands[0]?.killed).toBe(true);
  });
});
