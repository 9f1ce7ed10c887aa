import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

/** `GORL_STARTS=500` for a long run. */
const starts = Number(process.env['GORL_STARTS'] ?? 20);

/** Says that it listens, right before or right after it does. */
const program = (said: 'before' | 'after'): string => `package main

import (
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	${said === 'before' ? 'log.Print("I listen")' : ''}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	${said === 'after' ? 'log.Print("I listen")' : ''}
	log.Fatal(http.Serve(listener, nil))
}
`;

test.each(['before', 'after'] as const)('what an app logs right %s it listens stands above "ready"', async (said) => {
  const port = await freePort();
  await using rig = new TerminalRig({
    files: {
      'go.mod': 'module example.com/listener\n\ngo 1.19\n',
      'main.go': program(said),
    },
    env: { PORT: String(port) },
  });
  rig.start();
  await rig.waitForEvent('process-ready');
  for (let start = 1; start < starts; start += 1) {
    rig.press('r');
    await rig.waitForEvent('process-ready');
  }
  const lines = (): string[] =>
    stripVTControlCharacters(rig.screen)
      .split('\n')
      .flatMap((line) => /I listen| ready {5}/.exec(line)?.[0] ?? []);
  await rig.until('all lines', 60_000, () => lines().length === 2 * starts);
  expect(lines()).toEqual(Array.from({ length: starts }, () => ['I listen', ' ready     ']).flat());
});
