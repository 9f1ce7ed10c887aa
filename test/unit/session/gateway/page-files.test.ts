import { describe, expect, test } from 'vitest';
import type { Served } from '../../../../src/gateway/live/served-file.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { showInPages } from '../../../../src/session/gateway/page-files.ts';
import { root, subjectOf } from '../../../support/subject-of.ts';
import { changed } from '../../../support/fake-session.ts';
import type { FileChange } from '../../../../src/protocol/change.ts';

const content = Buffer.from('as it is');

/** What comes of these changes when the app answers so, by name. */
async function showing(
  files: readonly FileChange[],
  answers: Readonly<Record<string, Served>>,
  { config = '', isProgramKnown = true, unreadable = '', isIdleTold = true } = {},
) {
  const said: unknown[] = [];
  const rest = await showInPages(files, {
    reporter: { report: (report: Report) => void said.push(report) },
    project: () => subjectOf(`[proxy]\nenabled = true\n${config}`).project,
    read: (path) => (path === `${root}/${unreadable}` ? undefined : content),
    serves: (name, bytes) => {
      const isAsked = files.some(
        ({ rel, kind }) => rel.endsWith(name) && (kind === 'deleted') === (bytes === undefined),
      );
      return Promise.resolve(isAsked ? (answers[name] ?? 'unasked') : 'unasked');
    },
    tell: (message) => void said.push(message),
    isProgramKnown,
    isIdleTold: () => isIdleTold,
  });
  return { rest: rest.map(({ rel }) => rel), said };
}

const [css, js, html] = [changed('web/site.css'), changed('web/app.js'), changed('page.html')];

describe('what the app serves as it is', () => {
  test('style alone is taken over', async () =>
    expect(await showing([css], { 'site.css': 'as-it-is' })).toEqual({
      rest: [],
      said: [
        { type: 'pages-updated', files: [css], how: 'styles' },
        { type: 'styles', names: ['site.css'] },
      ],
    }));
  test('style and a script reload the pages', async () =>
    expect(await showing([css, js], { 'site.css': 'as-it-is', 'app.js': 'as-it-is' })).toEqual({
      rest: [],
      said: [
        { type: 'pages-updated', files: [css, js], how: 'reload' },
        { type: 'reload', names: ['site.css', 'app.js'] },
      ],
    }));
  test('so does a page, and style that is gone', async () => {
    expect((await showing([html], { 'page.html': 'as-it-is' })).said).toContainEqual({
      type: 'reload',
      names: ['page.html'],
    });
    const gone = changed('web/site.css', 'deleted');
    expect((await showing([gone], { 'site.css': 'as-it-is' })).said).toContainEqual({
      type: 'reload',
      names: ['site.css'],
    });
  });
});

describe('what the app has read', () => {
  test('needs a restart, and the pages wait for it with the rest', async () =>
    expect(await showing([css, html], { 'site.css': 'as-it-is', 'page.html': 'otherwise' })).toEqual({
      rest: ['page.html'],
      said: [],
    }));
  test('also style that it keeps in memory', async () =>
    expect(await showing([css], { 'site.css': 'otherwise' })).toEqual({ rest: ['web/site.css'], said: [] }));
  test('also what cannot be compared', async () =>
    expect(await showing([css], { 'site.css': 'as-it-is' }, { unreadable: 'web/site.css' })).toEqual({
      rest: ['web/site.css'],
      said: [],
    }));
});

describe('what no browser has asked for', () => {
  const idle = { type: 'nothing-to-do', reason: 'no page has asked for it', files: [css] };
  test('is nothing to anybody, if it is watched for pages only', async () =>
    expect(await showing([css], {})).toEqual({ rest: [], said: [idle] }));
  test('is said by one of several services alone', async () =>
    expect(await showing([css], {}, { isIdleTold: false })).toEqual({ rest: [], said: [] }));
  test('may have been read by the app, if the lists name it', async () => {
    expect((await showing([html], {})).rest).toEqual(['page.html']);
    expect((await showing([css], {}, { config: '[build]\ninclude_ext = ["go", "css"]\n' })).rest).toHaveLength(1);
    expect((await showing([css], {}, { config: '[build]\ninclude_file = ["web/site.css"]\n' })).rest).toHaveLength(1);
  });
  test('may be embedded while that is unknown', async () =>
    expect(await showing([css], {}, { isProgramKnown: false })).toEqual({ rest: ['web/site.css'], said: [] }));
  test('a page in the directory that is left out by default is for pages only', async () =>
    expect((await showing([changed('assets/a.html')], {})).rest).toEqual([]));
});
