import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { blame, partAt } from './blame.ts'
import { explain } from './differences/all.ts'
import { isAnswerDifference } from './differences/documents.ts'
import { type Answer, ourAnswers, ourValue, theirAnswers } from './engines.ts'
import { type Case, fragments, generateCase, generateRule } from './generate.ts'
import { Random } from './random.ts'

const firstSeed = 1
const seeds = 4000
const rules = 20_000

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 })
})
afterAll(() => {
  vi.useRealTimers()
})

/** The name of the decided difference, or everything about an undecided one. */
function verdict({ document, context }: Case, key: string, ours: Answer, theirs: Answer | undefined): string {
  const { targeting } = (document.flags as JsonObject)[key] as { targeting?: Json }
  const place = { flagKey: key, context, fragments: document.$evaluators as JsonObject }
  const report = (at: unknown) => JSON.stringify({ document, context, key, ours, theirs, at }, null, 1)
  if (targeting === undefined || theirs === undefined) return report('the document')
  if (!partAt(targeting, place)) {
    const value = ourValue(targeting, place)
    return isAnswerDifference(value, ours, theirs) ? 'a list is no answer' : report({ value })
  }
  const parting = blame(targeting, place)
  return explain(parting)?.name ?? report(parting)
}

/** Counts the answers by the name of their difference, and tells. */
class Tally {
  #same = 0
  readonly #counts = new Map<string, number>()

  add(seed: number, name: string | undefined): void {
    if (name === undefined) this.#same++
    else if (name.startsWith('{')) expect.fail(`seed ${seed} shows a difference that nobody decided:\n${name}`)
    else this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  end(leastTimesAlike: number): void {
    const different = [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
    console.log(`${this.#same} answers alike, ${different} different as decided:`)
    for (const [name, count] of [...this.#counts].sort(([, a], [, b]) => b - a)) console.log(`  ${count}  ${name}`)
    expect(this.#same).toBeGreaterThan(leastTimesAlike * different)
  }
}

describe('thousands of generated documents', () => {
  it('are answered as flagd-core answers them, but for the decided differences', () => {
    const tally = new Tally()
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const drawn = generateCase(new Random(seed))
      const theirs = theirAnswers(drawn.document, drawn.context)
      for (const [key, ours] of ourAnswers(drawn.document, drawn.context)) {
        const other = theirs?.get(key)
        tally.add(seed, isDeepStrictEqual(ours, other) ? undefined : verdict(drawn, key, ours, other))
      }
    }
    tally.end(5)
  }, 240_000)
})

describe('thousands of generated rules', () => {
  it('have the value that they have in flagd-core, but for the decided differences', () => {
    const tally = new Tally()
    for (let seed = firstSeed; seed < firstSeed + rules; seed++) {
      const { rule, context } = generateRule(new Random(seed))
      const place = { flagKey: 'flag', context, fragments }
      const parting = partAt(rule, place) ? blame(rule, place) : undefined
      tally.add(seed, parting && (explain(parting)?.name ?? JSON.stringify({ rule, context, at: parting }, null, 1)))
    }
    tally.end(3)
  }, 240_000)
})
