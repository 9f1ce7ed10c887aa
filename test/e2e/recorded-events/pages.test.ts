import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { PagesRig } from '../../support/pages-rig.ts';

test('pages of the app in a browser', async () => {
  await using rig = new PagesRig();
  const tape = new EventTape().of(rig);
  await rig.begin();
  tape.keep(await rig.waitForEvent('proxy-listening'));
  const page = `${rig.proxyOrigin}/cart`;
  const stack = `TypeError: x is null\n    at later (${rig.proxyOrigin}/static/app.js:3:9)\n    at ${rig.proxyOrigin}/static/app.js:9:1`;
  const error = { kind: 'error', message: 'Uncaught TypeError: x is null', stack, page };
  const post = async (entry: object): Promise<void> => {
    await rig.post('console', entry);
    tape.keep(await rig.waitForEvent('page-error'));
  };
  await post(error);
  await post({ ...error, kind: 'rejection', message: 'TypeError: nobody caught this', stack: '' });
  await post({ ...error, kind: 'console', message: '3 items', page: rig.proxyOrigin + '/' });
  await rig.known();
  for (const path of ['/static/site.css', '/static/about.html']) await rig.ask(path);
  for (const name of ['static/site.css', 'static/about.html']) {
    rig.write(name, '/* new */\n');
    tape.keep(await rig.waitForEvent('pages-updated'));
  }
  rig.write('.air.toml', '');
  tape.keep(await rig.waitForEvent('proxy-closed'));
  await tape.expectRecorded('pages');
});
