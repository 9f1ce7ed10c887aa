import { messageOf } from '../../go/build/build-failure.ts';
import { compileGoRegexp, loadGoRegexps } from '../../base/go-regexp.ts';

/**
 * Why that is no pattern for names of tests, in the words of Go's `regexp.Compile`; undefined where it is one. The
 * `testing` package takes it apart at slashes.
 */
export async function checkTestName(name: string): Promise<string | undefined> {
  const parts = name.split('/');
  try {
    await loadGoRegexps(parts);
    for (const part of parts) compileGoRegexp(part);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
