import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { generateKeys } from '../../../src/config/keys/keys-generate.ts';
import { routeKeys } from '../../../src/config/keys/keys-routes.ts';
import { ruleKeys } from '../../../src/config/keys/keys-rules.ts';
import { keys } from '../../../src/config/keys/keys.ts';
import {
  expectGenerateCheck,
  expectRouteCheck,
  nameOf,
  runCheck,
  runRuleCheck,
  type GenerateKey,
  type RouteKey,
  type Check,
  type RuleKey,
} from './check.ts';
import { generateChecks } from './checks-generate.ts';
import { routeChecks } from './checks-routes.ts';
import { ruleChecks } from './checks-rules.ts';
import { checks } from './checks.ts';

const ruleNames = Object.keys(ruleKeys) as readonly RuleKey[];
const generateNames = Object.keys(generateKeys) as readonly GenerateKey[];
const routeNames = Object.keys(routeKeys) as readonly RouteKey[];

/** These look at the clock, and want the machine for themselves. */
const timed: readonly string[] = ['build.delay', 'build.poll_interval', 'build.rerun_delay', 'build.kill_delay'];

test('the keys without a check: none', () => {
  expect(keys.filter((key) => !(key in checks))).toEqual([]);
  expect(ruleNames.filter((key) => !(key in ruleChecks))).toEqual([]);
  expect(generateNames.filter((key) => !(key in generateChecks))).toEqual([]);
  expect(routeNames.filter((key) => !(key in routeChecks))).toEqual([]);
});

test('no check can pass by ignoring its key', () => {
  const effects = [checks, ruleChecks, generateChecks, routeChecks].flatMap((each) => Object.entries<Check>(each));
  const blind = effects.filter(([, check]) => 'effect' in check && isDeepStrictEqual(check.withKey, check.without));
  expect(blind.map(([key]) => key)).toEqual([]);
});

describe('each key', () => {
  for (const key of keys)
    (timed.includes(key) ? test : test.concurrent)(`${key}: ${nameOf(checks[key])}`, () => runCheck(key, checks[key]));
});

describe('each key of a rule', () => {
  for (const key of ruleNames)
    (key === 'delay' ? test : test.concurrent)(`build.rules ${key}: ${nameOf(ruleChecks[key])}`, () =>
      runRuleCheck(key, ruleChecks[key]),
    );
});

describe('each key of a generator', () => {
  for (const key of generateNames)
    test.concurrent(`build.generate ${key}: ${nameOf(generateChecks[key])}`, () =>
      expectGenerateCheck(key, generateChecks[key]));
});

describe('each key of a route', () => {
  for (const key of routeNames)
    test.concurrent(`proxy.routes ${key}: ${nameOf(routeChecks[key])}`, () => expectRouteCheck(key, routeChecks[key]));
});
