import { Duplex, type Transform } from 'node:stream';

/**
 * A decoder that is opened by the first bytes that come, which say what they are. It is as forgiving as a browser where
 * node's own are not: a body of nothing stays one, and what follows the end of the data is left out.
 */
export function openedByFirst(open: (first: Buffer) => Transform): Duplex {
  let inner: Transform | undefined;
  let [isOver, isLast] = [false, false];
  const connect = (decoder: Transform): Transform => {
    decoder.on('data', (data: Buffer) => {
      if (!outer.push(data)) decoder.pause();
    });
    decoder.once('end', () => {
      isOver = true;
      if (isLast) outer.push(null);
    });
    decoder.once('error', (error) => outer.destroy(error));
    return decoder;
  };
  const outer = new Duplex({
    write: (chunk: Buffer, _encoding, done) => {
      inner ??= connect(open(chunk));
      // Called when what came out of the chunk was taken. An error comes as an event, too.
      inner.write(chunk, (error) => {
        if (!error) done();
      });
    },
    final: (done) => {
      isLast = true;
      if (inner === undefined || isOver) outer.push(null);
      else inner.end();
      done();
    },
    read: () => {
      inner?.resume();
    },
    destroy: (error, done) => {
      inner?.destroy();
      done(error);
    },
  });
  return outer;
}
