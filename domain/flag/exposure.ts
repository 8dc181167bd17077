// What a change of one flag does to those who see it: takes it from somebody (lowers), gives it to somebody (raises), both,
// or neither. "On" is any value but the flag's off value; an answer without a value is off.
//
// "Lowers" and "keeps" are proven from the rules, and never claimed otherwise: whoever raises needs more leave than whoever
// lowers. What cannot be proven is looked for in samples, and is "unknown" where they show nothing.

import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { CompiledFlag } from './compile-flag.ts'
import { type FlagVersion, SampledVersions } from './exposure/compare-samples.ts'
import { describeChange } from './exposure/describe-change.ts'
import { explore, type Moves } from './exposure/explore.ts'
import { readVersion, type Version } from './exposure/version.ts'

export type { FlagVersion } from './exposure/compare-samples.ts'

/** `unknown` counts as `raises` wherever that makes a difference. */
export type ExposureDirection = 'lowers' | 'keeps' | 'raises' | 'unknown'

export interface ExposureChange {
  /** `raises` also for a change that does both. */
  readonly direction: ExposureDirection
  /** Whether somebody may lose it. */
  readonly lowers: boolean
  /** Whether somebody may gain it, or see a value that was not shown before. */
  readonly raises: boolean
  /** Shares from 0 to 1 of evenly spread samples that are on: for comparison, not a share of real users. */
  readonly shareBefore: number
  readonly shareAfter: number
  /** Whether the direction follows from the rules, or from samples that were evaluated. */
  readonly decidedBy: 'rules' | 'samples'
  /** One sentence for people, without its full stop. */
  readonly why: string
}

type Verdict = Pick<ExposureChange, 'direction' | 'lowers' | 'decidedBy' | 'why'>

/**
 * @example
 * classifyChange('banner', { definition: at(25), fragments: {} }, { definition: at(10), fragments: {} })
 * // { direction: 'lowers', lowers: true, raises: false, shareBefore: 0.25, shareAfter: 0.1, decidedBy: 'rules',
 * //   why: 'the share of "on" shrinks from 25 % to 10 %' }
 */
export function classifyChange(key: string, before: FlagVersion, after: FlagVersion): ExposureChange {
  const versions = new SampledVersions(key, before, after)
  const older = readVersion(versions.before, before.definition, before.fragments)
  const newer = readVersion(versions.after, after.definition, after.fragments)
  const verdict = classifyWhole(versions, before, after) ?? classifyRules({ before, after, older, newer, versions })
  const raises = verdict.direction === 'raises' || verdict.direction === 'unknown'
  const { shareBefore, shareAfter } = versions.compare('even')
  return { ...verdict, raises, shareBefore, shareAfter }
}

/** Changes whose direction does not depend on the targeting. */
function classifyWhole(
  { before: was, after: is }: SampledVersions,
  before: FlagVersion,
  after: FlagVersion,
): Verdict | undefined {
  if (is === undefined) {
    const direction = was === undefined ? 'keeps' : 'lowers'
    return { ...byRules(direction), why: was === undefined ? 'there is no such flag' : 'the flag is removed' }
  }
  if (was === undefined) return undefined
  if (render(was.off.value) !== render(is.off.value)) {
    const why = `"off" means ${shown(is)} instead of ${shown(was)}, which is what a kill answers`
    return { direction: 'unknown', lowers: true, decidedBy: 'rules', why }
  }
  // Whoever switches a flag off means it, whether or not anybody had it on.
  if (stateOf(before) !== 'DISABLED' && stateOf(after) === 'DISABLED') {
    return { ...byRules('lowers'), why: 'the flag is disabled' }
  }
  return undefined
}

interface Question {
  readonly before: FlagVersion
  readonly after: FlagVersion
  readonly older: Version
  readonly newer: Version
  readonly versions: SampledVersions
}

function classifyRules({ before, after, older, newer, versions }: Question): Verdict {
  const added = versions.before === undefined
  const rules = explore(older, newer)
  const change = describeChange(before, after, older, newer)
  if (rules === undefined) {
    const why = `the rules have too many combinations to compare; ${change.why}`
    return { direction: seenToRaise(versions), lowers: true, decidedBy: 'samples', why }
  }
  const { gains, loses, swaps } = withSettings(rules, change.settings, newer)
  if (!gains && !swaps) {
    const why = added ? 'the new flag is off for everybody' : change.why
    return { ...byRules(loses ? 'lowers' : 'keeps'), why }
  }
  if (added) return { direction: 'raises', lowers: false, decidedBy: 'rules', why: 'the flag is new, and can be on' }
  const why = gains || change.kind !== 'other' ? change.why : 'people for whom it is on see another value'
  // That a rule can be answered in a way does not mean that somebody's answer is that one.
  const isCertain = change.kind === 'understood' || (change.settings.gains && !rules.gains) || (swaps && !gains)
  if (isCertain) return { direction: 'raises', lowers: loses, decidedBy: 'rules', why }
  return { direction: seenToRaise(versions), lowers: loses, decidedBy: 'samples', why }
}

const seenToRaise = (versions: SampledVersions) => (versions.compare('all').gains ? 'raises' : 'unknown')

/** Settings count where the flag can be on at all. */
function withSettings(rules: Moves, settings: { gains: boolean; loses: boolean }, newer: Version): Moves {
  if (!settings.gains && !settings.loses) return rules
  const canBeOn = explore(nobody, newer)?.gains !== false
  return {
    ...rules,
    gains: rules.gains || (settings.gains && canBeOn),
    loses: rules.loses || (settings.loses && canBeOn),
  }
}

const nobody: Version = { rule: null, variants: [], seen: () => undefined }

const byRules = (direction: 'lowers' | 'keeps') =>
  ({ direction, lowers: direction === 'lowers', decidedBy: 'rules' }) as const

const stateOf = ({ definition }: FlagVersion): Json | undefined =>
  isJsonObject(definition) ? (definition as JsonObject).state : undefined

const render = (value: Json | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value)

function shown({ off }: CompiledFlag): string {
  const value = render(off.value)
  if (value === undefined) return 'no value'
  return value.length > 40 ? `${value.slice(0, 39)}…` : value
}
