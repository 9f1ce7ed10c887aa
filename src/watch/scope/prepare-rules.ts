import { areGlobsLoaded, loadGlobs } from '../../base/glob.ts';
import { areGoRegexpsLoaded, loadGoRegexps } from '../../base/go-regexp.ts';
import type { WatchScope } from './watch-scope.ts';

/** Loads what compiling these rules takes; most take nothing. */
export async function prepareRules(rules: WatchScope): Promise<void> {
  await Promise.all([loadGoRegexps(goRegexpsOf(rules)), loadGlobs(globsOf(rules))]);
}

export function arePrepared(rules: WatchScope): boolean {
  return areGoRegexpsLoaded(goRegexpsOf(rules)) && areGlobsLoaded(globsOf(rules));
}

function goRegexpsOf(rules: WatchScope): readonly string[] {
  return [rules, ...(rules.buildRules ?? [])].flatMap(({ excludeRegex }) => excludeRegex);
}

function globsOf({ excludeDir, inputs }: WatchScope): readonly string[] {
  return [...excludeDir, ...(inputs?.globs ?? [])];
}
