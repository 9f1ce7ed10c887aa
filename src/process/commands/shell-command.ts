/**
 * The program and arguments that run a line of shell text unaltered. As air does it: `/bin/sh -c`, and
 * PowerShell on Windows.
 */
export function shellCommand(
  line: string,
  platform: NodeJS.Platform = process.platform,
): { readonly file: string; readonly args: readonly string[] } {
  if (platform === 'win32')
    return { file: 'powershell.exe', args: ['-NoProfile', '-NonInteractive', '-Command', line] };
  return { file: '/bin/sh', args: ['-c', line] };
}
