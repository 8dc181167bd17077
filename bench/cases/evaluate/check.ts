// Before anything is measured, every subject has to mean the same by its flags: a fast wrong answer is worth nothing. Plain
// flags are on for everybody, rules exactly for the country, and rollouts for 25 % ± 4 points of those they ask.

import { country, type Kind, users } from '../../documents.ts'
import type { BenchFlag, Subject } from './subject.ts'

const asked = users.slice(0, 200)
const wanted = 0.25
const tolerance = 0.04

interface Count {
  on: number
  of: number
}

export async function check(name: string, subject: Subject, flags: readonly BenchFlag[]): Promise<void> {
  const wrong = (what: string) => new Error(`${name} does not mean the same as the others: ${what}`)
  const counts = new Map<string, Count>()
  for (const { key, kind } of flags) {
    const loop = subject.one(key)
    for (const [user, { country: from }] of asked.entries()) {
      const count = counted(counts, asks(kind, from) ? kind : `${kind}, another country`)
      count.of++
      if ((await loop(user, 1)) === 1) count.on++
    }
  }
  for (const [kind, { on, of }] of counts) {
    if (!isSane(kind, on / of)) throw wrong(`${kind}: on for ${((100 * on) / of).toFixed(1)} %`)
  }
  const oneByOne = [...counts.values()].reduce((sum, { on }) => sum + on, 0)
  const inBulk = await subject.all()(0, asked.length)
  if (inBulk !== oneByOne) throw wrong(`on ${inBulk} times in bulk, ${oneByOne} times one by one`)
}

const asks = (kind: Kind, from: string): boolean => kind === 'plain' || kind === 'rollout' || from === country

function counted(counts: Map<string, Count>, kind: string): Count {
  const count = counts.get(kind) ?? { on: 0, of: 0 }
  counts.set(kind, count)
  return count
}

function isSane(kind: string, share: number): boolean {
  if (kind === 'plain' || kind === 'rule') return share === 1
  if (kind === 'rollout' || kind === 'rule and rollout') return Math.abs(share - wanted) <= tolerance
  return share === 0
}
