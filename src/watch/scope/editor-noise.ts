/**
 * Files that editors and tools make for a moment while saving; Docker Compose's watch leaves out the
 * same ones. Looked for in the base name.
 */
const noise: readonly RegExp[] = [
  /^4913$/, // vim asks whether it may write here
  /~$/,
  /^\.#/, // Emacs lock
  /^#.*#$/, // Emacs auto-save
  /^\..*\.sw[pxon]$/,
  /___jb_(?:tmp|old)___$/,
  /-go-tmp-umask$/,
  /^\.DS_Store$/,
];

export function isEditorNoise(name: string): boolean {
  return noise.some((pattern) => pattern.test(name));
}
