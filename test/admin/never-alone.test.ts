// Whatever is written, approved, rejected, reviewed and awaited in whatever order: a flag under approval is raised by two
// people, or by breaking the glass, and what broke the glass without a review is over at the end of its time.

import { reset } from 'cloudflare:test'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ChangeRecord } from '../../protocol/admin-change.ts'
import { get, inRoot, ring } from './deployment.ts'
import { approve, guarded, hourMs, pass, percentOf, putFlags, reject, review, type Two, twoPeople } from './guarded.ts'

type Person = keyof Two
type Step =
  | {
      readonly kind: 'write'
      readonly who: Person
      readonly percents: readonly (number | null)[]
      readonly glass: boolean
    }
  | { readonly kind: 'approve' | 'reject' | 'review'; readonly who: Person; readonly which: number }
  | { readonly kind: 'wait'; readonly hours: number }

const keys = ['a', 'b']
const who = fc.constantFrom<Person>('ann', 'bob')
const percent = fc.option(fc.constantFrom(0, 10, 40, 90), { nil: null, freq: 6 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      who,
      percents: fc.tuple(percent, percent),
      glass: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('approve' as const, 'reject' as const, 'review' as const),
      who,
      which: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.constantFrom(1, 2, 5, 80) }) },
)

const changesNow = async (): Promise<ChangeRecord[]> => (await get('/api/v1/changes')).body.items

async function take(one: Step, two: Two): Promise<void> {
  if (one.kind === 'wait') await pass(one.hours * hourMs)
  else if (one.kind === 'write') {
    const entries = keys.flatMap((key, i) =>
      one.percents[i] === null ? [] : [[key, guarded(one.percents[i] as number)]],
    )
    await putFlags(Object.fromEntries(entries), two[one.who], one.glass ? '&breakGlass=true&breakGlassHours=3' : '')
  } else {
    const { id } = (await changesNow()).at(one.which) ?? { id: 'c0' }
    await { approve, reject, review }[one.kind](id, two[one.who])
  }
}

/** Percent that are on: nobody where the flag is killed or gone. */
async function exposure(): Promise<number[]> {
  const { items } = (await get('/api/v1/kills')).body
  const killed = new Set(items.map(({ target }: { target: { flag?: string } }) => target.flag))
  return Promise.all(keys.map(async (key) => (killed.has(key) ? 0 : ((await percentOf(key)) ?? 0))))
}

/**
 * What two people have agreed to, as percent by flag: a raise counts when another approved or reviewed it, a lowering at once.
 * While the glass is broken more may be on; when nothing is open any more, nothing may.
 */
class Agreed {
  readonly #percents = [0, 0]
  #numbers = 0
  readonly #reviewed = new Set<string>()

  async follow(): Promise<void> {
    const changes = await changesNow()
    const now = await exposure()
    for (const change of changes) {
      if (change.decidedBy === change.by) expect(change.status).toBe('withdrawn')
      if (change.status === 'reviewed' && !this.#reviewed.has(change.id)) {
        this.#reviewed.add(change.id)
        // Whoever reviews has seen what is on at that moment.
        this.#allow(now)
      }
    }
    const { items } = (await get('/api/v1/revisions?limit=500')).body
    for (const { number } of items.filter((row: { number: number }) => row.number > this.#numbers)) {
      this.#numbers = Math.max(this.#numbers, number)
      const change = changes.find((one) => one.number === number)
      if (change?.status === 'approved') this.#allow(now)
    }
    const isOpen = changes.some(({ status }) => status === 'applied')
    now.forEach((percentNow, i) => {
      if (!isOpen) expect(percentNow).toBeLessThanOrEqual(this.#percents[i] as number)
      if (!isOpen) this.#percents[i] = Math.max(percentNow, 0)
    })
  }

  #allow(now: readonly number[]): void {
    now.forEach((percentNow, i) => {
      this.#percents[i] = Math.max(this.#percents[i] as number, percentNow)
    })
  }
}

it('a flag under approval is never raised by one person alone for longer than the glass is broken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 18 }), async (steps) => {
      // Also after a run that failed, or its shrinking would begin in the middle.
      await reset()
      await inRoot(() => {})
      await ring()
      const two = await twoPeople()
      const agreed = new Agreed()
      for (const one of steps) {
        await take(one, two)
        await agreed.follow()
      }
      await pass(80 * hourMs)
      await agreed.follow()
      expect((await changesNow()).filter(({ status }) => status === 'pending' || status === 'applied')).toEqual([])
      expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
    }),
    { numRuns: 25 },
  )
}, 240_000)
