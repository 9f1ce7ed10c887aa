/** Names and values in turn, as node has them: `['Host', 'a', 'Accept', 'b']`. Order, case and repetitions count. */
export type RawHeaders = readonly string[];

/** Of one connection, and not to be passed on (RFC 9110 §7.6.1); what `Connection` names comes on top. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te']);

/** What says where a message ends, and whom it is for, stays, even if `Connection` names it: one request would become two. */
const ofMessage = new Set(['content-length', 'host']);

/** Without what belongs to the connection that they came on. */
export function endToEnd(headers: RawHeaders): string[] {
  const named = namedByConnection(headers);
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = (headers[at] as string).toLowerCase();
    if (!hopByHop.has(name) && !named.has(name)) kept.push(headers[at] as string, headers[at + 1] as string);
  }
  return kept;
}

const none: ReadonlySet<string> = new Set();

function namedByConnection(headers: RawHeaders): ReadonlySet<string> {
  const values = valuesOf(headers, 'connection');
  return values.length === 0 ? none : new Set(values.flatMap(wordsOf).filter((word) => !ofMessage.has(word)));
}

export interface Client {
  /** Its address. */
  readonly address: string;
  readonly isTls: boolean;
  /** What was taken off the path before the app is asked; absent: nothing. */
  readonly prefix?: string;
}

/** What the app is asked with: the request as it came, who asks, and whether trailers are understood. */
export function requestHeaders(method: string, headers: RawHeaders, { address, isTls, prefix }: Client): string[] {
  const before = valuesOf(headers, 'x-forwarded-for');
  const [host] = valuesOf(headers, 'host');
  const [formerHost = host] = valuesOf(headers, 'x-forwarded-host');
  const [proto = isTls ? 'https' : 'http'] = valuesOf(headers, 'x-forwarded-proto');
  return [
    ...withoutForwarded(endToEnd(headers), prefix !== undefined),
    ...['X-Forwarded-For', [...before, address].join(', ')],
    ...(formerHost === undefined ? [] : ['X-Forwarded-Host', formerHost]),
    ...['X-Forwarded-Proto', proto],
    ...(prefix === undefined ? [] : ['X-Forwarded-Prefix', prefix]),
    ...(valuesOf(headers, 'te').flatMap(wordsOf).includes('trailers') ? ['TE', 'trailers'] : []),
    // Node would leave the body of a GET without an end.
    ...(hasChunks(headers) ? ['Transfer-Encoding', 'chunked'] : []),
    // Node would send one in chunks, of none.
    ...(saysNoLength(method, headers) ? ['Content-Length', '0'] : []),
  ];
}

function withoutForwarded(headers: string[], hasPrefix: boolean): string[] {
  const isForwarded = (name: string): boolean =>
    /^x-forwarded-(?:for|host|proto)$/i.test(name) || (hasPrefix && /^x-forwarded-prefix$/i.test(name));
  if (!headers.some(isForwarded)) return headers;
  return pairs(headers)
    .filter(([name]) => !isForwarded(name))
    .flat();
}

/** The same of a request for another protocol. */
export function upgradeHeaders(method: string, headers: RawHeaders, client: Client): string[] {
  const protocols = valuesOf(headers, 'upgrade').flatMap((value) => ['Upgrade', value]);
  return [...requestHeaders(method, headers, client), 'Connection', 'Upgrade', ...protocols];
}

export function hasBody(headers: RawHeaders): boolean {
  return hasChunks(headers) || valuesOf(headers, 'content-length').some((value) => value !== '0');
}

/** A body is usual with that method, and this request has none. */
function saysNoLength(method: string, headers: RawHeaders): boolean {
  const isUsual = !/^(?:GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/.test(method);
  return isUsual && !hasChunks(headers) && valuesOf(headers, 'content-length').length === 0;
}

/** @param name in lower case */
export function valuesOf(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const each = headers[at] as string;
    // Of a name that is longer or shorter, nobody has to make the lower case.
    if (each.length === name.length && each.toLowerCase() === name) values.push(headers[at + 1] as string);
  }
  return values;
}

/** By name in lower case, the values of one name together. */
export function joinedHeaders(headers: RawHeaders): Readonly<Record<string, string>> {
  const joined = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs(headers)) {
    const key = name.toLowerCase();
    joined[key] = joined[key] === undefined ? value : `${joined[key]}, ${value}`;
  }
  return joined;
}

/** As they stand in a head. */
export function headerLines(headers: RawHeaders): string {
  let lines = '';
  for (let at = 0; at + 1 < headers.length; at += 2) lines += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return lines;
}

export function pairs(headers: RawHeaders): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) found.push([headers[at] as string, headers[at + 1] as string]);
  return found;
}

export function hasChunks(headers: RawHeaders): boolean {
  return valuesOf(headers, 'transfer-encoding').flatMap(wordsOf).includes('chunked');
}

/** Of a list, in lower case. */
export function wordsOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
}
