import { describe, expect, it, vi } from 'vitest'
import { lifecycleAnswer } from '../../../admin/api/lifecycle.ts'
import { readStaleBudget } from '../../../admin/env.ts'
import type { HandOver, UsageRow } from '../../../admin/objects/telemetry/usage-ledger.ts'
import {
  ask,
  freshDeployments,
  get,
  inRoot,
  killFlag,
  moveClock,
  problem,
  putDocument,
  tokenWith,
} from '../deployment.ts'

freshDeployments()

const day = 24 * 3_600_000

/** Evaluations of the moment, as telemetry hands them over. */
async function evaluated(...named: [key: string, variant: string][]): Promise<void> {
  await inRoot((root) => {
    const nowMs = root.surroundings.now()
    const rows: UsageRow[] = named.map(([key, variant]) => {
      return { key, day: Math.floor(nowMs / day), variant, count: 3, lastAt: nowMs }
    })
    const handOver: HandOver = { sequence: nowMs, rows, refused: 0 }
    return root.recordUsage('t0', handOver)
  })
}

const flag = (owner?: string, kind?: string) => ({
  enabled: true,
  fuseboard: { ...(owner !== undefined && { owner }), ...(kind !== undefined && { kind }) },
})
const stale = async () => {
  const { owners } = (await get('/api/v1/lifecycle')).body
  return Object.fromEntries(owners.map((one: { owner: string; stale: number }) => [one.owner, one.stale]))
}

describe('GET /api/v1/lifecycle', () => {
  it('lists owners by name with their flags, and what is asked for in the description of the API', async () => {
    await putDocument({ flags: { a: flag('pay'), b: flag('pay'), c: flag() } })
    const { status, body } = await get('/api/v1/lifecycle')
    expect(status).toBe(200)
    expect(lifecycleAnswer.strict().parse(body)).toEqual({
      budget: 5,
      owners: [
        { owner: '', flags: 1, stale: 0, over: false },
        { owner: 'pay', flags: 2, stale: 0, over: false },
      ],
    })
  })

  it('says who has more stale flags than the budget allows', async () => {
    const flags = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, flag('pay', 'release')]))
    await putDocument({ flags: { ...flags, g: flag('pay'), h: flag('search', 'release') } })
    await moveClock(31 * day)
    expect((await get('/api/v1/lifecycle')).body.owners).toEqual([
      { owner: 'pay', flags: 7, stale: 6, over: true },
      { owner: 'search', flags: 1, stale: 1, over: false },
    ])
  })

  it('calls flags unused only where evaluators report', async () => {
    await putDocument({ flags: { a: flag('quiet'), b: flag('busy') } })
    await moveClock(15 * day)
    expect(await stale()).toEqual({ quiet: 0, busy: 0 })
    await evaluated(['b', 'on'], ['b', 'off'])
    await moveClock(14 * day)
    expect(await stale()).toEqual({ quiet: 0, busy: 0 })
    await evaluated(['b', 'on'], ['b', 'off'])
    expect(await stale()).toEqual({ quiet: 1, busy: 0 })
  })

  it('calls a flag settled once everybody has had the same variant for a week, unless it is killed', async () => {
    await putDocument({ flags: { a: flag('one'), b: flag('two'), c: flag('cut') } })
    await evaluated(['a', 'on'], ['b', 'on'], ['c', 'off'])
    await killFlag('c')
    await moveClock(8 * day)
    await evaluated(['a', 'on'], ['b', 'on'], ['b', 'off'], ['c', 'off'])
    expect(await stale()).toEqual({ one: 1, two: 0, cut: 0 })
  })

  it('needs the scope read', async () => {
    const token = await tokenWith(['kill'])
    expect(problem(await ask('GET', '/api/v1/lifecycle', { token }))).toBe('403 missing-scope')
  })
})

describe('STALE_BUDGET', () => {
  it.each([
    [undefined, 5],
    ['', 5],
    ['0', 0],
    ['12', 12],
  ])('%s allows %i', (text, budget) => {
    expect(readStaleBudget(text === undefined ? {} : { STALE_BUDGET: text })).toBe(budget)
  })

  it.each(['-1', 'many', '1.5', '1e3'])('%s is ignored, and the log says so', (text) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(readStaleBudget({ STALE_BUDGET: text })).toBe(5)
    expect(logged.mock.calls[0]![0]).toContain(`"${text}"`)
    logged.mockRestore()
  })
})
