import { expect } from 'vitest';
import { specOf, type Key } from '../../../src/config/keys/keys.ts';
import type { generateKeys } from '../../../src/config/keys/keys-generate.ts';
import type { routeKeys } from '../../../src/config/keys/keys-routes.ts';
import type { ruleKeys } from '../../../src/config/keys/keys-rules.ts';
import { tomlValue } from '../../../src/config/read/toml-text.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { runGorl } from '../../support/run-gorl.ts';
import { renderConfig, type Value } from './render-config.ts';

export type Files = Readonly<Record<string, string>>;
export type RuleKey = keyof typeof ruleKeys;
export type GenerateKey = keyof typeof generateKeys;
export type RouteKey = keyof typeof routeKeys;

/** What surrounds the key in both runs. */
export interface Surroundings {
  readonly settings?: Readonly<Partial<Record<Key, Value>>>;
  /** The other keys of the one rule; a key of a rule needs it. */
  readonly rule?: Readonly<Partial<Record<RuleKey, Value>>>;
  /** The same for a generator. */
  readonly generator?: Readonly<Partial<Record<GenerateKey, Value>>>;
  /** The same for a route. */
  readonly route?: Readonly<Partial<Record<RouteKey, Value>>>;
  readonly files?: Files;
  /** More of the config, at its end. */
  readonly text?: string;
}

/**
 * What a key does, seen from outside. gorl is run twice, with configs that differ in nothing but this key: whatever
 * ignores the key shows the same twice, and fails.
 */
export interface Effect {
  readonly effect: string;
  readonly value: Value;
  readonly given: Surroundings;
  /** Runs gorl on the files. */
  readonly see: (files: Files) => Promise<unknown>;
  readonly withKey: unknown;
  readonly without: unknown;
}

/** A key that does nothing by design: it must still be read, shown and checked. */
export interface OnlyRead {
  readonly noEffect: string;
  /** What `gorl config` shows while it is not set; default: its default. */
  readonly holds?: string;
  readonly value: Value;
  /** Of a type that the key does not have. */
  readonly wrong: Value;
}

export type Check = Effect | OnlyRead;

export function nameOf(check: Check): string {
  return 'effect' in check
    ? check.effect
    : `${check.noEffect}: shown by gorl config, and a wrong type is refused with exit code 2`;
}

export async function runCheck(key: Key, check: Check): Promise<void> {
  if ('effect' in check) await expectEffect(check, { settings: { [key]: check.value } });
  else await expectRead(key, check);
}

export async function runRuleCheck(key: RuleKey, check: Effect): Promise<void> {
  await expectEffect(check, { rule: { [key]: check.value } });
}

export async function expectGenerateCheck(key: GenerateKey, check: Effect): Promise<void> {
  await expectEffect(check, { generator: { [key]: check.value } });
}

export async function expectRouteCheck(key: RouteKey, check: Effect): Promise<void> {
  await expectEffect(check, { route: { [key]: check.value } });
}

async function expectEffect(
  { given, see, withKey, without }: Effect,
  key: Pick<Surroundings, 'settings' | 'rule' | 'generator' | 'route'>,
): Promise<void> {
  const both = <T extends object>(one: T | undefined, other: T | undefined): T | undefined =>
    one && { ...one, ...other };
  const config = (more: typeof key): Files => ({
    ...given.files,
    '.air.toml': `${renderConfig(
      { ...given.settings, ...more.settings },
      both(given.rule, more.rule),
      both(given.generator, more.generator),
      both(given.route, more.route),
    )}${given.text ?? ''}`,
  });
  expect(await see(config(key)), 'with the key').toEqual(withKey);
  expect(await see(config({})), 'without the key').toEqual(without);
}

async function expectRead(key: Key, { value, wrong, holds }: OnlyRead): Promise<void> {
  const config = async (settings: Readonly<Record<string, Value>>) => {
    await using rig = new GorlRig({ files: { '.air.toml': renderConfig(settings) } });
    return await runGorl(rig, ['config', '--all']);
  };
  const shown = (text: string): string[] | undefined => {
    const lead = key.includes('.') ? `[${key.split('.', 1)[0]}]\n` : '';
    const block = text.split('\n\n').find((each) => (lead === '' ? !each.startsWith('[') : each.startsWith(lead)));
    const rows = block?.split('\n').map((line) => /^(\S+) += (.*?) {2,}(\S+)/.exec(line)?.slice(1) ?? []) ?? [];
    const row = rows.find(([name]) => name === key.split('.').at(-1));
    return row && [key, ...row.slice(1)];
  };
  const toml = tomlValue(specOf(key), value);
  const given = await config({ [key]: value });
  expect({ code: given.code, row: shown(given.stdout) }, given.stderr).toEqual({
    code: 0,
    row: [key, toml, expect.stringMatching(/^\.air\.toml:\d+$/)],
  });
  expect(shown((await config({})).stdout)).toEqual([
    key,
    holds ?? tomlValue(specOf(key), specOf(key).default),
    'default',
  ]);
  const refused = await config({ [key]: wrong });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(key);
  expect(refused.stderr).toContain('must be');
}
