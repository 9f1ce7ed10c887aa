/** The file name of the binary, for systems where it has an extension. */
export function binaryPath(path: string, windows: boolean): string {
  const local = /^(?:\.{0,2}\/|[A-Za-z]:)/.test(path) ? path : `./${path}`;
  return windows && !/\.exe$/i.test(local) ? `${local}.exe` : local;
}
