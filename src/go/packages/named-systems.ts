/** Operating systems, past and future too (go/build, `knownOS`). */
const operatingSystems = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows ' +
    'zos'
  ).split(' '),
);

/** Architectures, past and future too (go/build, `knownArch`). */
const architectures = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ' +
    'ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/** Whether a word of a build constraint stands for an operating system or an architecture. */
export function isSystem(word: string): boolean {
  return operatingSystems.has(word) || architectures.has(word);
}

/**
 * What the name of a source says about the systems that it is for: `x_linux.go`, `x_arm64.s`, `x_linux_arm64.go`; all
 * must hold (go/build, `goodOSArchFile`). Empty: it says nothing.
 */
export function systemsInName(name: string): readonly string[] {
  const [stem = ''] = name.split('.', 1);
  const words = stem.split('_').slice(1);
  if (words.at(-1) === 'test') words.pop();
  const [before, last] = [words.at(-2), words.at(-1)];
  if (last === undefined) return [];
  if (before !== undefined && operatingSystems.has(before) && architectures.has(last)) return [before, last];
  return isSystem(last) ? [last] : [];
}
