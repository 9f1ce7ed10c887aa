/** The `.proto` files that the `//go:generate protoc` lines of a source name, relative to its directory. */
export function protoInputs(source: string): readonly string[] {
  const lines = [...source.matchAll(/^\/\/go:generate[ \t]+protoc[ \t](.*)$/gm)].map(([, line = '']) => line);
  const named = lines.flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const roots = words.flatMap((word) => /^(?:-I|--proto_path=)(.+)$/.exec(word)?.[1] ?? []);
    // A name is looked for below the directories of -I.
    return words
      .filter((word) => !word.startsWith('-') && word.endsWith('.proto'))
      .flatMap((word) => (roots.length === 0 ? [word] : roots.map((root) => `${root}/${word.replace(/^\.\//, '')}`)));
  });
  return named.length === 0 ? ['*.proto'] : [...new Set(named)];
}
