// Flags that need a second person, and two people, for the tests of changes that wait.

import { type Ask, ask, get, inRoot, moveClock, post, tokenWith } from './deployment.ts'

export const hourMs = 3_600_000

/** A flag under approval that is on for a share of everybody. */
export const guarded = (percent: number, more: Record<string, unknown> = {}) => ({
  enabled: true,
  rollout_percentage: percent,
  fuseboard: { approval: true },
  ...more,
})

/** One that anybody may change. */
export const free = (percent: number) => ({ enabled: true, rollout_percentage: percent })

export const putFlags = (flags: Record<string, unknown>, token: string, query = '', more: Ask = {}) =>
  ask('PUT', `/api/v1/document?reason=because${query}`, {
    token,
    body: { flags },
    headers: { 'if-match': '*' },
    ...more,
  })

export const approve = (id: string, token: string) => post(`/api/v1/changes/${id}/approve`, {}, { token })
export const reject = (id: string, token: string) => post(`/api/v1/changes/${id}/reject`, { reason: 'no' }, { token })
export const review = (id: string, token: string) => post(`/api/v1/changes/${id}/review`, {}, { token })

export interface Two {
  readonly ann: string
  readonly bob: string
}

/** Two people who may write. */
export async function twoPeople(): Promise<Two> {
  return { ann: await tokenWith(['write'], 'ann'), bob: await tokenWith(['write'], 'bob') }
}

/** Gets a change through, and answers its id. */
export async function agree(flags: Record<string, unknown>, { ann, bob }: Two): Promise<string> {
  const { id } = (await putFlags(flags, ann)).body.pending
  await approve(id, bob)
  return id
}

/** Percent of a flag in the committed document that are on; undefined where there is no such flag. */
export async function percentOf(key: string): Promise<number | undefined> {
  const flag = (await get('/api/v1/document')).body.flags[key]
  if (flag === undefined) return undefined
  if (flag.targeting === undefined) return flag.defaultVariant === 'on' ? 100 : 0
  return flag.targeting.fractional.find(([name]: [string]) => name === 'on')?.[1] ?? 0
}

/** Lets time pass, with its alarm. */
export async function pass(ms: number): Promise<void> {
  await moveClock(ms)
  await inRoot((root) => root.alarm())
}
