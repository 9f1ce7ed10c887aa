import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';

const program = (version: string): string => `package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT")}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			fmt.Println("slow")
			for _, err := os.Stat("tmp/done"); err != nil; _, err = os.Stat("tmp/done") {
				time.Sleep(10 * time.Millisecond)
			}
		}
		fmt.Fprint(w, "${version}")
	})
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	_ = server.ListenAndServe()
}
`;

const config = `order = "start-first"
ready = { exec = "test ! -e tmp/sick", timeout = "1s" }
live = { exec = "test ! -e tmp/ill", interval = "20ms", failures = 2 }

[proxy]
enabled = true
drain = "1m"

[build]
kill_delay = "2m"
`;

test('beside each other: requests that finish, one that is never ready, one that does not answer any more', async () => {
  await using rig = new GorlRig({
    files: {
      'go.mod': 'module example.com/handed\n\ngo 1.19\n',
      'main.go': program('v1'),
      '.air.toml': config,
    },
  });
  const tape = new EventTape().of(rig);
  const ask = async (path = '/', method = 'GET'): Promise<string> => {
    const asked = request({ host: '127.0.0.1', port: rig.proxyPort, path, method, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return `${answer.statusCode} ${text}`;
  };
  rig.start();
  await rig.waitForEvent('process-ready');
  await rig.until('the watch', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));

  const slow = ask('/slow', 'POST');
  await rig.until('the request', 20_000, () => rig.stdout.includes('slow'));
  rig.write('main.go', program('v2'));
  tape.keep(await rig.waitForEvent('process-draining'));
  expect(await ask()).toBe('200 v2');
  rig.write('tmp/done', '');
  expect(await slow).toBe('200 v1');
  await rig.waitForEvent('process-exited', ({ expected }) => expected);

  rig.write('tmp/sick', '');
  rig.write('main.go', program('v3'));
  tape.keep(await rig.waitForEvent('process-not-ready'));
  await rig.waitForEvent('process-exited', ({ expected }) => expected);
  expect(await ask()).toBe('200 v2');
  rmSync(rig.path('tmp/sick'));

  rig.write('tmp/ill', '');
  tape.keep(await rig.waitForEvent('process-unhealthy'));
  rmSync(rig.path('tmp/ill'));
  await rig.waitForEvent('process-ready');
  expect(await ask()).toBe('200 v3');

  rig.write('.air.toml', config.replace('order = "start-first"', 'order = "stop-first"'));
  await rig.waitForEvent('process-ready');
  rig.write('tmp/ill', '');
  tape.keep(await rig.waitForEvent('process-stopping', ({ cause }) => cause !== undefined));
  await tape.expectRecorded('handover');
});
