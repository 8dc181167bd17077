// Evaluates both versions of a flag over the same deterministic samples. It finds what a change does to somebody; that
// nothing is found proves nothing, since contexts that no rule mentions are not among the samples.

import type { Hasher, Salt } from '../../bucket/hasher.ts'
import type { Json, JsonObject } from '../../json.ts'
import { createRuleCompiler } from '../../logic/compile.ts'
import type { Frame } from '../../logic/program.ts'
import { type CompiledFlag, compileFlag } from '../compile-flag.ts'
import { samples, scatter } from '../exposure-samples.ts'

export interface FlagVersion {
  /** Undefined where the document has no such flag. */
  readonly definition: Json | undefined
  /** `$evaluators` of its document. */
  readonly fragments: JsonObject
}

export interface Sampled {
  readonly loses: boolean
  readonly gains: boolean
  /** Shares of the evenly spread samples that are on. */
  readonly shareBefore: number
  readonly shareAfter: number
}

export class SampledVersions {
  readonly before: CompiledFlag | undefined
  readonly after: CompiledFlag | undefined
  readonly #dice = new Dice()
  readonly #versions: readonly [FlagVersion, FlagVersion]

  constructor(key: string, before: FlagVersion, after: FlagVersion) {
    this.#versions = [before, after]
    this.before = compileVersion(key, before, this.#dice)
    this.after = compileVersion(key, after, this.#dice)
  }

  /** With `even` alone, only the shares count. */
  compare(which: 'all' | 'even'): Sampled {
    let [loses, gains] = [false, false]
    const even = { count: 0, before: 0, after: 0 }
    for (const { frame, point, isEven } of samples(this.#versions)) {
      if (which === 'even' && !isEven) continue
      this.#dice.roll(point)
      const was = isOn(this.before, frame)
      const is = isOn(this.after, frame)
      loses ||= was && !is
      gains ||= is && !was
      if (!isEven) continue
      even.count++
      if (was) even.before++
      if (is) even.after++
    }
    return { loses, gains, shareBefore: even.before / even.count, shareAfter: even.after / even.count }
  }
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
