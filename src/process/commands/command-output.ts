import type { Readable } from 'node:stream';
import type { CommandSpec } from '../../engine/ports.ts';
import { holdBack, type OutputRoom } from '../io/held-stream.ts';
import { drained } from '../io/stream-drain.ts';
import { createOutputTail } from './output-tail.ts';

export interface CommandStreams {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Both in one, where they were led there. */
  readonly both?: Readable;
}

/** What a command prints, read from now on. */
export interface CommandOutput {
  /** The command has ended: what is left is read at once, however little room there is. */
  finish(): void;
  /** Resolves when nothing more is to be expected; 50 ms at most. */
  drained(): Promise<void>;
  /** The newest 4 MiB of what was not for `spec.stdout`. */
  text(): string;
}

/** @param room while there is none, what somebody listens to is not read */
export function readCommandOutput(
  { stdout, stderr, both }: CommandStreams,
  spec: Pick<CommandSpec, 'onOutput' | 'stdout'>,
  room: OutputRoom | undefined,
): CommandOutput {
  const tail = createOutputTail();
  const shown = [both, stderr, spec.stdout === undefined ? stdout : null].filter(
    (each) => each !== undefined && each !== null,
  );
  const read = (stream: Readable, take: (text: string) => void): void =>
    void stream.setEncoding('utf8').on('data', take);
  for (const stream of shown)
    read(stream, (text) => {
      tail.push(text);
      spec.onOutput?.(text);
    });
  const whole = spec.stdout === undefined || stdout === null ? [] : [stdout];
  for (const stream of whole) read(stream, (text) => spec.stdout?.(text));
  const held = shown.map((stream) => holdBack(stream, spec.onOutput === undefined ? undefined : room));
  return {
    finish: () => held.forEach((each) => each.finish()),
    drained: () => drained([...shown, ...whole]),
    text: () => tail.text(),
  };
}
