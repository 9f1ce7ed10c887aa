import { isDeepStrictEqual } from 'node:util';
import { ofAir } from './differences.ts';
import type { Door, Observed, ProxyCase, Scale } from './proxy-case.ts';

const mostShown = 6;
/** A case that does not end is broken, too. A busy machine stands still for seconds; air breaks many cases. */
const patienceMs = { gorl: 40_000, air: 8000, direct: 0 };

/** What a proxy did to a case: undefined, when nothing; else each difference, as a line. */
export async function compare(each: ProxyCase, doors: { direct: Door; proxy: Door }, scale: Scale): Promise<string[]> {
  const lengthMs = each.isLong === true ? 2 * scale.streamMs + scale.bytes / 5000 : 0;
  const limitMs = patienceMs[doors.proxy.name] + lengthMs;
  const [direct, proxied] = await Promise.all(
    [doors.direct, doors.proxy].map((door) => within(limitMs, () => each.ask(door, scale))),
  );
  const vacuous = lacks(direct, each.shows);
  if (vacuous.length > 0) throw new Error(`the app itself does not show it:\n${vacuous.join('\n')}`);
  // Another proxy need not differ.
  const isEqual = doors.proxy.name === 'air' && isDeepStrictEqual(direct, proxied);
  if (each.differs !== undefined) return isEqual ? [] : lacks(proxied, each.differs.shows);
  const left = doors.proxy.name === 'air' && each.isStrict !== true ? ofAir : [];
  return differences(without(direct, left), without(proxied, left)).slice(0, mostShown);
}

async function within(ms: number, ask: () => Promise<Observed>): Promise<Observed> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Observed>((resolve) => {
    timer = setTimeout(() => resolve({ failed: `no end within ${Math.round(ms / 1000)} s` }), ms);
  });
  const failed = (error: unknown): Observed => ({ failed: error instanceof Error ? error.message : String(error) });
  try {
    return await Promise.race([ask().catch(failed), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is not there of a part that should be. */
function lacks(found: unknown, part: Observed): string[] {
  if (isRecord(found) && 'failed' in found && part['failed'] === undefined) return [`failed: ${say(found['failed'])}`];
  return Object.entries(part).flatMap(([name, wanted]) => {
    const value = (found as Observed | undefined)?.[name];
    if (isRecord(wanted) && isRecord(value)) return lacks(value, wanted).map((line) => `${name}.${line}`);
    return isDeepStrictEqual(value, wanted) ? [] : [`${name}: ${say(wanted)} → ${say(value)}`];
  });
}

function differences(direct: unknown, proxied: unknown): string[] {
  if (isDeepStrictEqual(direct, proxied)) return [];
  if (!isRecord(direct) || !isRecord(proxied)) return [`${say(direct)} → ${say(proxied)}`];
  // Whatever else is missing then says nothing.
  const failed = [direct['failed'], proxied['failed']];
  if (failed.some(Boolean)) return [`failed: ${say(failed[0])} → ${say(failed[1])}`];
  const names = new Set([...Object.keys(direct), ...Object.keys(proxied)]);
  return [...names].flatMap((name) =>
    differences(direct[name], proxied[name]).map((line) =>
      /^[\w-]+[.:]/.test(line) ? `${name}.${line}` : `${name}: ${line}`,
    ),
  );
}

/** The same without those headers. */
function without(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || !isRecord(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !names.includes(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, inner]) => [name, without(inner, names)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function say(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
