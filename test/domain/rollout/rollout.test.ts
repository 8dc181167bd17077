import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import type { FlagDefinition } from '../../../domain/flag/flag-document.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { Tick } from '../../../domain/guard/tick.ts'
import type { Json } from '../../../domain/json.ts'
import { defaultPolicy, hotfixPolicy, type Policy } from '../../../domain/rollout/policy.ts'
import { newRollout, type RolloutEvent, type RolloutState, step } from '../../../domain/rollout/rollout.ts'
import { audienceVariant, checkSubject, stageDefinition } from '../../../domain/rollout/stage-definition.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'
import { frameOf } from '../rule.ts'

const minuteMs = 60_000
const tickMs = 10_000

const tick = (rate: number, units = 2_000): Tick => ({
  treated: { units, failing: Math.round(units * rate), converted: 100, latency: {} },
  control: { units: units * 3, failing: Math.round(units * 3 * 0.01), converted: 300, latency: {} },
  requests: false,
})
const healthy = tick(0.01)
const failing = tick(0.3)

/** One criterion, no check of the arms' sizes in the way: a share of 25 % in every stage. */
const policy: Policy = {
  name: 'test',
  alpha: 0.01,
  holdbackPercent: 5,
  stages: ['internal', 'quarter', 'all'].map((name, i) => ({
    name,
    ...(i === 0 ? { audience: 'internal' } : { percent: i === 1 ? 25 : 100 }),
    minDurationMinutes: 5,
    maxHoldMinutes: 60,
    criteria: [
      { id: 'failures', metric: 'failures', compare: 'limit', below: 0.05, proof: 'strict', minUnits: 100 } as const,
    ],
  })),
}
// 100 % keeps a holdback of 5 %, so its arms are 95 : 5.
const inLast = (rate: number): Tick => ({
  ...tick(rate, 9_500),
  control: { units: 500, failing: 5, converted: 10, latency: {} },
})

class Run {
  state: RolloutState
  nowMs = 0
  readonly told: string[] = []
  readonly given: Policy

  constructor(given: Policy = policy) {
    this.given = given
    this.state = newRollout(given, 0)
  }

  send(event: { kind: Exclude<RolloutEvent['kind'], 'tick' | 'probe-failed'> }): this {
    return this.#apply({ ...event, nowMs: this.nowMs })
  }

  ticks(minutes: number, what: Tick | null = healthy): this {
    for (let i = 0; i < (minutes * minuteMs) / tickMs; i++) {
      this.nowMs += tickMs
      this.#apply({ kind: 'tick', tick: what, nowMs: this.nowMs })
    }
    return this
  }

  #apply(event: RolloutEvent): this {
    const stepped = step(this.given, this.state, event)
    this.state = stepped.state
    this.told.push(...stepped.moves.map(({ kind }) => kind))
    return this
  }
}

const started = (given: Policy = policy): Run => new Run(given).send({ kind: 'start' })

describe('a healthy rollout', () => {
  it('goes through its stages, and completes', () => {
    const run = started().ticks(5).ticks(5).ticks(6, inLast(0.01))
    expect(run.told).toEqual(['started', 'advanced', 'advanced', 'completed'])
    expect(run.state.status).toBe('completed')
  })

  it('advances no sooner than minDuration, whatever the evidence', () => {
    expect(started().ticks(4.5).state.stage).toBe(0)
  })

  it('begins each stage without the evidence of the one before', () => {
    const run = started().ticks(5)
    expect(run.state).toMatchObject({ stage: 1, attempt: 2, passedMs: 0, guard: { sizes: { treated: 0 } } })
  })
})

describe('harm', () => {
  it('reverts to the stage before within a minute', () => {
    const run = started()
      .ticks(5)
      .ticks(1 / 6, failing)
    expect(run.told).toEqual(['started', 'advanced', 'reverted'])
    expect(run.state).toMatchObject({ status: 'running', stage: 0, failures: [0, 1, 0] })
  })

  it('a second time in the same stage kills', () => {
    const run = started().ticks(5).ticks(0.5, failing).ticks(6).ticks(1, failing)
    expect(run.state.status).toBe('killed')
  })

  it('in the first stage kills at once', () => {
    expect(started().ticks(1, failing).state.status).toBe('killed')
  })

  it('is acted on during a pause as well', () => {
    const run = started().ticks(5).send({ kind: 'pause' }).ticks(1, failing)
    expect(run.state).toMatchObject({ stage: 0, paused: false })
  })

  it('a cascade counts as a failure of the stage', () => {
    const run = started().ticks(5).send({ kind: 'cascade' })
    expect(run.state).toMatchObject({ stage: 0, failures: [0, 1, 0] })
  })

  it('a probe that failed counts as a failure of the stage, and tells why', () => {
    const { state, nowMs } = started().ticks(5)
    const event: RolloutEvent = { kind: 'probe-failed', why: 'probe pay failed 3 times in a row: status 500', nowMs }
    const once = step(policy, state, event)
    expect(once.state).toMatchObject({ stage: 0, failures: [0, 1, 0], status: 'running' })
    expect(once.moves).toEqual([{ kind: 'reverted', from: 1, to: 0, why: event.why }])
    const twice = step(policy, once.state, event)
    expect(twice.state).toMatchObject({ stage: 0, status: 'killed' })
    expect(step(policy, { ...state, paused: true }, event).state).toMatchObject({ stage: 0 })
    expect(step(policy, twice.state, event)).toEqual({ state: twice.state, moves: [] })
  })
})

describe('time', () => {
  it('of a pause does not count', () => {
    const run = started().ticks(4).send({ kind: 'pause' }).ticks(60).send({ kind: 'resume' }).ticks(0.5)
    expect(run.state.stage).toBe(0)
    expect(run.ticks(1).state.stage).toBe(1)
  })

  it('without proof is time on hold, and too much of it goes back', () => {
    // At the limit itself nothing is ever proven, either way.
    const few = tick(0.05, 100)
    const run = started().ticks(5).ticks(59, few)
    expect(run.state.stage).toBe(1)
    expect(run.ticks(2, few).state.stage).toBe(0)
  })

  it('of silence stops the clock after two minutes and goes back after ten', () => {
    const run = started().ticks(5).ticks(3, null)
    expect(run.told.at(-1)).toBe('silent')
    expect(run.state.stage).toBe(1)
    expect(run.ticks(8, null).state.stage).toBe(0)
  })

  it('in which a probe fails is time on hold', () => {
    const run = started().ticks(4)
    for (let i = 0; i < 12; i++) {
      run.nowMs += tickMs
      run.state = step(policy, run.state, { kind: 'tick', tick: healthy, nowMs: run.nowMs, probesFail: true }).state
    }
    expect(run.state).toMatchObject({ stage: 0, heldMs: expect.any(Number) })
    expect(run.ticks(1).state.stage).toBe(1)
  })

  it('of silence never advances, however short', () => {
    const run = started().ticks(4)
    run.state = { ...run.state, passedMs: 5 * minuteMs }
    expect(run.ticks(1 / 6, null).state.stage).toBe(0)
    expect(run.ticks(1 / 6).state.stage).toBe(1)
  })

  it('that jumps counts as one minute at most, forwards and backwards', () => {
    const run = started().ticks(3)
    run.nowMs += 60 * minuteMs
    expect(run.ticks(0.5).state.stage).toBe(0)
    run.nowMs -= 120 * minuteMs
    expect(run.ticks(10).state.passedMs).toBeLessThan(6 * minuteMs)
  })

  it('the same alarm twice changes nothing more', () => {
    const run = started().ticks(4)
    const again = step(policy, run.state, { kind: 'tick', tick: null, nowMs: run.nowMs })
    expect(again.state).toEqual(run.state)
  })
})

/** How exposed a state is: the order of stages, with off below them and completion above. */
const exposure = ({ status, stage }: RolloutState): number =>
  status === 'completed' ? 100 : status === 'running' ? stage + 1 : 0

const anyEvent = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(healthy, failing, null, inLast(0.01), tick(0.04), tick(0.01, 3)) },
  fc.constantFrom('pause', 'resume', 'revert', 'kill', 'supersede', 'cascade', 'probe-failed', 'start' as const),
)

describe('whatever happens', () => {
  it('only a tick whose criteria all passed raises exposure, by one stage, after minDuration', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEvent, fc.integer({ min: -60, max: 600 })), { maxLength: 300 }), (events) => {
        let state = step(policy, newRollout(policy, 0), { kind: 'start', nowMs: 0 }).state
        let nowMs = 0
        for (const [what, seconds] of events) {
          nowMs += seconds * 1000
          const isTick = what === null || typeof what === 'object'
          const event: RolloutEvent = isTick ? { kind: 'tick', tick: what, nowMs } : { kind: what as 'pause', nowMs }
          const { state: next, verdict } = step(policy, state, event)
          if (exposure(next) > exposure(state)) {
            expect(isTick && verdict?.verdict).toBe('PASS')
            expect(next.status === 'completed' || next.stage === state.stage + 1).toBe(true)
            expect(state.passedMs + 60_000).toBeGreaterThanOrEqual(5 * minuteMs)
            expect(state.paused).toBe(false)
          }
          state = next
        }
      }),
      { numRuns: 200 },
    )
  })

  it('a rollout that has ended stays ended', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        let state = started().send({ kind: 'kill' }).state
        for (const what of events) {
          const isTick = what === null || typeof what === 'object'
          state = step(
            policy,
            state,
            isTick ? { kind: 'tick', tick: what, nowMs: 1 } : { kind: what as 'start', nowMs: 1 },
          ).state
        }
        expect(state.status).toBe('killed')
      }),
    )
  })
})

const base: FlagDefinition = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  fuseboard: { offVariant: 'off', kind: 'release' },
}

function served(definition: FlagDefinition, context: Record<string, Json>): string | undefined {
  const document = {
    flags: { fix: definition },
    $evaluators: { internal: { '==': [{ var: 'staff' }, true] } },
  } as unknown as Json
  expect(parseFlagDocument(document).ok).toBe(true)
  const snapshot = compileSnapshot(document, 'test', createReferenceHasher)!
  return snapshot.find('fix')!.evaluate(frameOf(context)).variant
}

describe('the definition of a stage', () => {
  const subject = { base, variant: 'on' }
  const stageOf = (stage: number): FlagDefinition =>
    stageDefinition(defaultPolicy, subject, { ...newRollout(defaultPolicy, 0), status: 'running', stage })

  it('lets nobody in before it starts and after it was killed', () => {
    for (const status of ['draft', 'killed', 'superseded'] as const) {
      const definition = stageDefinition(defaultPolicy, subject, { ...newRollout(defaultPolicy, 0), status })
      expect(definition).toEqual(base)
    }
  })

  it('tells the audience apart from the random share', () => {
    expect(served(stageOf(0), { targetingKey: 'a', staff: true })).toBe(audienceVariant('on', 'internal'))
    expect(served(stageOf(4), { targetingKey: 'a', staff: true })).toBe(audienceVariant('on', 'internal'))
    expect(served(stageOf(0), { targetingKey: 'a' })).toBe('off')
  })

  it('keeps everybody in who was in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.boolean(), (targetingKey, staff) => {
        const variants = [0, 1, 2, 3, 4].map((stage) => served(stageOf(stage), { targetingKey, staff }))
        const first = variants.findIndex((variant) => variant !== 'off')
        expect(variants.slice(first < 0 ? 5 : first)).not.toContain('off')
      }),
    )
  })

  it('has about the share that it says, and a holdback at 100 %', () => {
    const keys = Array.from({ length: 4_000 }, (_, i) => `user-${i}`)
    const shareOf = (stage: number) =>
      keys.filter((targetingKey) => served(stageOf(stage), { targetingKey }) === 'on').length / keys.length
    expect(shareOf(3)).toBeGreaterThan(0.22)
    expect(shareOf(3)).toBeLessThan(0.28)
    expect(shareOf(4)).toBeGreaterThan(0.93)
    expect(shareOf(4)).toBeLessThan(0.97)
  }, 30_000)

  it('is on for all once completed', () => {
    const done = stageDefinition(defaultPolicy, subject, { ...newRollout(defaultPolicy, 0), status: 'completed' })
    expect(served(done, { targetingKey: 'a' })).toBe('on')
    expect(served(done, {})).toBe('on')
  })

  it.each<[string, Partial<FlagDefinition>, string, RegExp | null]>([
    ['off for everybody', {}, 'on', null],
    ['disabled', { state: 'DISABLED', defaultVariant: 'on' }, 'on', null],
    ['on', { defaultVariant: 'on' }, 'on', /off first/],
    ['on for some', { targeting: { if: [{ var: 'a' }, 'on', 'off'] } }, 'on', /off first/],
    ['off', {}, 'off', /off value/],
    ['off', {}, 'blue', /no variant/],
  ])('a flag that is %s: %o as %s', (_, change, variant, expected) => {
    const told = checkSubject({ base: { ...base, ...change }, variant })
    if (expected === null) expect(told).toBeNull()
    else expect(told).toMatch(expected)
  })
})

describe('the policies', () => {
  it('for hotfixes have the same criteria in less time', () => {
    expect(hotfixPolicy.stages.map(({ criteria }) => criteria)).toEqual(
      defaultPolicy.stages.map(({ criteria }) => criteria),
    )
    hotfixPolicy.stages.forEach(({ minDurationMinutes }, i) => {
      expect(minDurationMinutes).toBeLessThan(defaultPolicy.stages[i]!.minDurationMinutes)
    })
  })
})
