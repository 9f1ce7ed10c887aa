/** What the system has against it, as far as the words do not depend on what was tried. */
const common: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'something on the way is no directory',
  ELOOP: 'it is a symbolic link to itself',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

/** The code of an error of the system, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * An error of the system in words; undefined for what has none here.
 *
 * @param own words for some codes that say more where this was tried
 */
export function errnoWords(error: unknown, own: Readonly<Record<string, string>> = {}): string | undefined {
  const code = errnoOf(error) ?? '';
  return own[code] ?? common[code];
}

/** `cannot be read: permission denied`; the bare code where there are no words for it. */
export function cannotBeRead(error: unknown): string {
  const words = errnoWords(error);
  return words === undefined ? `cannot be read (${errnoOf(error) ?? 'unknown error'})` : `cannot be read: ${words}`;
}
