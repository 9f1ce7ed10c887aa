/**
 * The releases of Node that gorl runs on, as package.json's `engines` has it: those in which
 * `process.getBuiltinModule` and `require` of ES modules are there. 21 and the first of 22 lack them.
 */
export const nodeFloor = '^20.19.0 || >=22.12.0';

/** @param version `v22.12.0` */
export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
}
