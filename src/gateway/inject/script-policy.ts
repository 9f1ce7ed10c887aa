import { matchesSource } from './source-expression.ts';

/** The values of each directive, by its name in lower case. The first of a name counts. */
type Policy = ReadonlyMap<string, readonly string[]>;

interface Rule {
  readonly name: string;
  readonly sources: readonly string[];
}

export type Permission =
  | { readonly type: 'allowed'; readonly nonce?: string }
  | { readonly type: 'forbidden'; readonly reason: string };

/** `'nonce-…'`, with what may stand in it; browsers ignore any other. */
const nonceSource = /^'nonce-([A-Za-z0-9+/_-]+={0,2})'$/i;

/**
 * May a page load a script that its HTML names? CSP 3, 6.7.1.1, for each of the policies in the header (one value, as
 * node joins them). With the page's nonce where it has one: a `<meta>` of the page may ask for it too.
 */
export function scriptPermission(header: string, src: string, origin: string): Permission {
  const script = URL.canParse(src, origin) ? new URL(src, origin) : undefined;
  const policies = header.split(',').map(parsePolicy);
  const sandboxed = policies.some((policy) => policy.get('sandbox')?.every((flag) => !/^allow-scripts$/i.test(flag)));
  if (sandboxed) return { type: 'forbidden', reason: 'sandbox without allow-scripts' };
  const rules = policies.flatMap(scriptRule);
  const forbidding = (nonce: string | undefined) =>
    rules.find(({ sources }) => !allowsScript(sources, nonce, script, origin));
  const nonce = rules.flatMap(({ sources }) => noncesOf(sources)).find((each) => forbidding(each) === undefined);
  if (nonce !== undefined) return { type: 'allowed', nonce };
  const rule = forbidding(undefined);
  if (rule === undefined) return { type: 'allowed' };
  return { type: 'forbidden', reason: [rule.name, ...rule.sources].join(' ') };
}

function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const directive of text.split(';')) {
    const [name = '', ...values] = directive.trim().split(/[\t\n\f\r ]+/);
    const key = name.toLowerCase();
    if (key !== '' && !policy.has(key)) policy.set(key, values);
  }
  return policy;
}

/** The directive that a policy has for scripts in HTML, if any. */
function scriptRule(policy: Policy): readonly Rule[] {
  const name = ['script-src-elem', 'script-src', 'default-src'].find((each) => policy.has(each));
  return name === undefined ? [] : [{ name, sources: policy.get(name) ?? [] }];
}

function allowsScript(
  sources: readonly string[],
  nonce: string | undefined,
  script: URL | undefined,
  origin: string,
): boolean {
  if (nonce !== undefined && noncesOf(sources).includes(nonce)) return true;
  // Trust comes only from a nonce or a hash then; a script that stands in the HTML has no other.
  if (sources.some((source) => /^'strict-dynamic'$/i.test(source))) return false;
  return script !== undefined && sources.some((source) => matchesSource(source, script, origin));
}

function noncesOf(sources: readonly string[]): readonly string[] {
  return sources.flatMap((source) => nonceSource.exec(source)?.[1] ?? []);
}
