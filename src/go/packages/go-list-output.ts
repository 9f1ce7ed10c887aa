/** What `go list -json` printed. */
export interface GoListOutput<T> {
  readonly objects: readonly T[];
  /** All other lines that are not empty: stderr, where it came through the same pipe. */
  readonly messages: readonly string[];
}

/** Objects come one after another, each from a line `{` to a line `}`. What is cut off or no JSON is left out. */
export function parseGoList<T>(output: string): GoListOutput<T> {
  const objects: T[] = [];
  const messages: string[] = [];
  let object: string[] | undefined;
  for (const line of output.split(/\r?\n/)) {
    if (object === undefined && line === '{') object = [line];
    else if (object === undefined) messages.push(line);
    else {
      object.push(line);
      if (line !== '}') continue;
      objects.push(...(parseObject(object.join('\n')) as readonly T[]));
      object = undefined;
    }
  }
  return { objects, messages: messages.filter((line) => line !== '') };
}

function parseObject(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
