// What a change of one flag does to those who see it: takes it from somebody (lowers), gives it to somebody (raises), both,
// or neither. "On" is any value but the flag's off value; an answer without a value is off.
//
// Both versions are compiled and evaluated over the same deterministic samples. It samples, it does not prove: a change
// that only shows for contexts which no rule mentions is missed.

import type { Hasher, Salt } from '../bucket/hasher.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { createRuleCompiler } from '../logic/compile.ts'
import type { Frame } from '../logic/program.ts'
import { type CompiledFlag, compileFlag } from './compile-flag.ts'
import { samples, scatter } from './exposure-samples.ts'

export interface FlagVersion {
  /** Undefined where the document has no such flag. */
  readonly definition: Json | undefined
  /** `$evaluators` of its document. */
  readonly fragments: JsonObject
}

export interface Exposure {
  readonly lowers: boolean
  readonly raises: boolean
  /** Shares of the evenly spread samples that are on: for comparison, not a share of real users. */
  readonly shareBefore: number
  readonly shareAfter: number
}

/**
 * @example
 * compareExposure('banner', { definition: at(25), fragments: {} }, { definition: at(10), fragments: {} })
 * // { lowers: true, raises: false, shareBefore: 0.25, shareAfter: 0.1 }
 */
export function compareExposure(key: string, before: FlagVersion, after: FlagVersion): Exposure {
  const dice = new Dice()
  const older = compileVersion(key, before, dice)
  const newer = compileVersion(key, after, dice)
  let lowers = older !== undefined && (newer === undefined || isSwitchedOff(before, after))
  let raises = false
  const even = { count: 0, before: 0, after: 0 }
  for (const { frame, point, isEven } of samples([before, after])) {
    dice.roll(point)
    const was = isOn(older, frame)
    const is = isOn(newer, frame)
    lowers ||= was && !is
    raises ||= is && !was
    if (!isEven) continue
    even.count++
    if (was) even.before++
    if (is) even.after++
  }
  return { lowers, raises, shareBefore: even.before / even.count, shareAfter: even.after / even.count }
}

/** Whoever switches a flag off means it, whether or not a sample was on. */
function isSwitchedOff({ definition: before }: FlagVersion, { definition: after }: FlagVersion): boolean {
  return isJsonObject(before) && isJsonObject(after) && before.state !== 'DISABLED' && after.state === 'DISABLED'
}

function compileVersion(key: string, version: FlagVersion, hasher: Hasher): CompiledFlag | undefined {
  if (version.definition === undefined) return undefined
  return compileFlag(key, 0, version.definition, createRuleCompiler(version.fragments, hasher), {})
}

function isOn(flag: CompiledFlag | undefined, frame: Frame): boolean {
  if (flag === undefined) return false
  const { value } = flag.evaluate(frame)
  const off = flag.off.value
  if (value === undefined || value === off) return false
  return typeof value !== 'object' || JSON.stringify(value) !== JSON.stringify(off)
}

/**
 * A hasher whose first hash of an evaluation is chosen. Equal texts get equal hashes, in both versions; every further text
 * gets one that has nothing to do with the first, so that a change of what is bucketed by shows as the reshuffle it is.
 */
class Dice implements Hasher {
  readonly #salts: string[] = []
  readonly #thrown = new Map<string, number>()
  #point = 0

  roll(point: number): void {
    this.#point = point
    this.#thrown.clear()
  }

  salt(text: string): Salt {
    return { position: this.#salts.push(text) - 1 }
  }

  hash(salt: Salt, key: string): number {
    const text = this.#salts[salt.position] + key
    const known = this.#thrown.get(text)
    if (known !== undefined) return known
    const next = this.#thrown.size === 0 ? this.#point : scatter(this.#point, this.#thrown.size)
    this.#thrown.set(text, next)
    return next
  }

  seal(): void {}
  hashAll(): void {}
  hashed(): number {
    return this.#point
  }
}
