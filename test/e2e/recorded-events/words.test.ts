import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { said, talkingApp } from '../../support/talking-app.ts';

test('a config that is refused, an env file with an error, and a machine without go', async () => {
  const tape = new EventTape();
  {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[build]\ndelay = -5\n' } });
    rig.start();
    tape.of(rig).keep(await rig.waitForEvent('problems'), await rig.waitForEvent('session-ended'));
  }
  {
    const files = { ...talkingApp(), '.env': 'APP_A="open\n', '.air.toml': 'env_files = [".env"]\n' };
    await using rig = new GorlRig({ files });
    rig.start();
    tape.of(rig).keep(await rig.waitForEvent('problems'));
    await said(rig);
  }
  await using rig = new GorlRig({ files: talkingApp(), env: { PATH: '/nowhere' } });
  rig.start();
  tape.of(rig).keep(await rig.waitForEvent('problems'));
  await rig.waitForExit();
  await tape.expectRecorded('problems');
});

test('polling, with what a person looks for who looks for a fault', async () => {
  await using rig = new GorlRig({
    files: { ...talkingApp(), '.env': '# empty\n' },
    env: { CHOKIDAR_USEPOLLING: '1' },
  });
  const tape = new EventTape().of(rig);
  rig.start(['-d']);
  tape.keep(await rig.waitForEvent('watch-started'));
  await said(rig);
  await tape.expectRecorded('polling');
});

const page = `package main

import (
	"os"
	"time"
)

func main() {
	if err := os.WriteFile("page.html", []byte(time.Now().String()), 0o644); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}
`;

test('an app that writes what starts it', async () => {
  await using rig = new GorlRig({ files: { 'go.mod': 'module example.com/page\n\ngo 1.19\n', 'main.go': page } });
  const tape = new EventTape().of(rig);
  rig.start();
  tape.keep(await rig.waitForEvent('notice', ({ level }) => level === 'warning'));
  await rig.waitForEvent('process-ready');
  tape.keep(...rig.events.filter(({ type }) => type === 'nothing-to-do').slice(0, 1));
  await tape.expectRecorded('notices');
});
