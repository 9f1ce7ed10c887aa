import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { said, setVersion, talkingApp } from '../support/talking-app.ts';

const main = `package main

import (
	"os"
	"time"
)

func main() {
	text := "<p>" + time.Now().String() + "</p>"
	if err := os.WriteFile("page.html", []byte(text), 0o644); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}
`;

test('a page that the app writes at its start does not start it forever, and a person may still edit it', async () => {
  await using rig = new GorlRig({
    files: { 'go.mod': 'module example.com/page\n\ngo 1.19\n', 'main.go': main },
  });
  rig.start();
  const { message, hint } = await rig.waitForEvent('notice', ({ level }) => level === 'warning');
  expect(message).toBe('the app writes page.html whenever it starts: from now on, that triggers nothing');
  expect(hint).toContain('build.exclude_file = ["page.html"]');
  const starts = (): number => rig.events.filter(({ type }) => type === 'process-started').length;
  const before = starts();
  console.info(`known after ${before} starts`);
  expect(before).toBeLessThanOrEqual(10);
  await rig.waitForEvent('process-ready');
  expect(starts()).toBe(before);

  // A person's save: not as soon after a start as the app's own, since an app without a port is ready after 1 s.
  rig.write('page.html', 'edited by hand\n');
  await rig.waitForEvent('files-changed', ({ files }) => files.some(({ rel }) => rel === 'page.html'));
  await rig.waitForEvent('process-ready');
  expect(rig.events.filter((event) => event.type === 'notice' && event.level !== 'debug')).toHaveLength(1);
  expect(rig.read('page.html')).toContain('<p>');
});

test('who saves a source whenever the app has started gets every save', async () => {
  await using rig = new GorlRig({ files: talkingApp() });
  rig.start();
  await said(rig);
  for (const round of [2, 3, 4, 5, 6, 7, 8]) {
    setVersion(rig, `v${round}`);
    expect((await said(rig, round)).version).toBe(`v${round}`);
  }
  expect(rig.events.filter((event) => event.type === 'notice' && event.level !== 'debug')).toEqual([]);
});
