import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phases } from '../../../domain/incident/incident.ts'
import { mustPassMs, type Need, needsFor, needsOf } from '../../../domain/incident/needs.ts'
import { lacksCommander, pageEveryMs } from '../../../domain/incident/paging.ts'
import {
  containmentHows,
  type IncidentEvent,
  type IncidentState,
  stepIncident,
} from '../../../domain/incident/step-incident.ts'

const map = [
  { id: 'payments', dependsOn: [] },
  { id: 'checkout', dependsOn: ['payments'] },
  { id: 'shop', dependsOn: ['checkout'] },
]
const fresh: IncidentState = {
  severity: 1,
  phase: 'detect',
  source: 'person',
  commander: null,
  containment: null,
  fix: null,
  passingSinceMs: null,
  postMortem: null,
  relapses: 0,
  paging: { pages: 1, dueAt: pageEveryMs },
  systems: ['payments'],
  blastRadius: ['checkout', 'payments', 'shop'],
  blastVersion: 1,
  touched: false,
}

const reason = fc.constantFrom('', '  ', 'because', '__proto__', '\u0000', '🔥')
const severity = fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const)
const systems = fc.array(fc.constantFrom('payments', 'checkout', 'shop', 'constructor', '__proto__'), { maxLength: 3 })
const event: fc.Arbitrary<IncidentEvent> = fc.oneof(
  fc.record({ kind: fc.constant('contain' as const), how: fc.constantFrom(...containmentHows), reason }),
  fc.constant({ kind: 'advance' as const }),
  fc.record({ kind: fc.constant('advance' as const), to: fc.constantFrom(...phases) }),
  fc.record({
    kind: fc.constant('fix' as const),
    how: fc.constantFrom('revert' as const, 'hotfix' as const),
    deployed: fc.boolean(),
  }),
  fc.constant({ kind: 'relapse' as const }),
  fc.record({ kind: fc.constant('severity' as const), severity, reason }),
  fc.constant({ kind: 'command' as const, commander: 'ann' }),
  fc.constant({ kind: 'role' as const }),
  fc.record({ kind: fc.constant('systems' as const), systems, map: fc.constant(map) }),
  fc.record({
    kind: fc.constant('verified' as const),
    passingSinceMs: fc.option(fc.integer({ min: -mustPassMs, max: 4 * mustPassMs }), { nil: null }),
  }),
  fc.constant({ kind: 'plan-post-mortem' as const, owner: 'ann', due: '2027-02-07' }),
  fc.constant({ kind: 'tick' as const }),
  fc.constant({ kind: 'settle' as const }),
)
/** What a person who knows the way would do: without it chance hardly ever gets to the end. */
const wayOut: readonly IncidentEvent[] = [
  { kind: 'contain', how: 'killed', reason: 'off' },
  { kind: 'command', commander: 'ann' },
  { kind: 'plan-post-mortem', owner: 'ann', due: '2027-02-07' },
  { kind: 'fix', how: 'revert', deployed: true },
  { kind: 'verified', passingSinceMs: 0 },
]
const likely = fc.oneof(
  { weight: 2, arbitrary: event },
  { weight: 2, arbitrary: fc.constantFrom(...wayOut) },
  { weight: 4, arbitrary: fc.constant<IncidentEvent>({ kind: 'advance' }) },
  { weight: 1, arbitrary: fc.constant<IncidentEvent>({ kind: 'relapse' }) },
)
const story = fc.array(fc.tuple(likely, fc.integer({ min: 0, max: mustPassMs })), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
})
const start = fc.record({ severity, source: fc.constantFrom('person' as const, 'break-glass' as const) })

/** Plays a story, with each step that was allowed. */
function play(
  { severity: worst, source }: Pick<IncidentState, 'severity' | 'source'>,
  events: readonly (readonly [IncidentEvent, number])[],
  check: (before: IncidentState, after: IncidentState, at: { event: IncidentEvent; nowMs: number }) => void,
): IncidentState {
  let state: IncidentState = { ...fresh, severity: worst, source, paging: worst <= 2 ? fresh.paging : null }
  let nowMs = 0
  for (const [what, passed] of events) {
    nowMs += passed
    const stepped = stepIncident(state, what, nowMs)
    if (!stepped.ok) {
      expect(stepped.error.needs.length).toBeGreaterThan(0)
      continue
    }
    check(state, stepped.value, { event: what, nowMs })
    state = stepped.value
  }
  return state
}

const law = (check: Parameters<typeof play>[2]) =>
  fc.assert(
    fc.property(start, story, (from, events) => {
      play(from, events, check)
    }),
    { numRuns: 400 },
  )

it('the stories come to relapses, to the end, and to the end of glass', () => {
  const ways = new Set<string>()
  for (const [from, events] of fc.sample(fc.tuple(start, story), { seed: 7, numRuns: 400 })) {
    play(from, events, (before, after, { event: { kind } }) => {
      if (before.phase !== after.phase) ways.add(`${kind} ${before.phase} → ${after.phase}`)
    })
  }
  expect([...ways]).toEqual(
    expect.arrayContaining(['relapse verify → contain', 'advance verify → closed', 'settle detect → closed']),
  )
})

describe('no sequence of events', () => {
  it('goes anywhere but to the next phase, back by a relapse, or to the end of settled glass', () => {
    law((before, after, { event: { kind } }) => {
      const steps = phases.indexOf(after.phase) - phases.indexOf(before.phase)
      if (steps === 0) return
      const relapsed = kind === 'relapse' && before.phase === 'verify' && after.phase === 'contain'
      const settled = kind === 'settle' && before.source === 'break-glass' && !before.touched
      expect(steps === 1 || relapsed || settled).toBe(true)
    })
  })

  it('leaves contain without a containment that has a reason', () => {
    law((before, after) => {
      if (before.phase !== 'contain' || after.phase === 'contain') return
      expect(before.containment?.reason.trim()).toBeTruthy()
    })
  })

  it('comes to verify without a revert, or a hotfix that is out', () => {
    law((before, after) => {
      if (before.phase === 'fix' && after.phase === 'verify') expect(before.fix?.deployed).toBe(true)
    })
  })

  it('closes what was not verified for 30 minutes, except for glass that nobody has touched', () => {
    law((before, after, { event: { kind }, nowMs }) => {
      if (before.phase === 'closed' || after.phase !== 'closed' || kind === 'settle') return
      expect(before.phase).toBe('verify')
      expect(nowMs - (before.passingSinceMs ?? Number.NaN)).toBeGreaterThanOrEqual(mustPassMs)
    })
  })

  it('closes a SEV1 or SEV2 without a commander and a planned post-mortem', () => {
    law((before, after, { event: { kind } }) => {
      if (after.phase !== 'closed' || before.phase === 'closed' || kind === 'settle' || before.severity > 2) return
      expect(before.commander).not.toBeNull()
      expect(before.postMortem).not.toBeNull()
    })
  })

  it('lowers a severity without a reason', () => {
    law((before, after, { event: what }) => {
      if (after.severity <= before.severity) return
      expect(what.kind === 'severity' && what.reason?.trim()).toBeTruthy()
    })
  })

  it('draws the blast radius anew unless the systems change, and each time under a new version', () => {
    law((before, after) => {
      const changed = before.systems.join() !== after.systems.join()
      expect(after.blastVersion - before.blastVersion).toBe(changed ? 1 : 0)
      if (!changed) expect(after.blastRadius).toBe(before.blastRadius)
    })
  })

  it('leaves a SEV1 or SEV2 without a commander and without paging, or pages anybody for another', () => {
    law((_, after, { event: { kind } }) => {
      if (kind === 'tick') return
      expect(after.paging !== null).toBe(lacksCommander(after))
    })
  })

  it('changes what is closed, but for its post-mortem', () => {
    law((before, after) => {
      if (before.phase !== 'closed') return
      expect({ ...after, postMortem: null, touched: true }).toEqual({ ...before, postMortem: null, touched: true })
    })
  })

  it('keeps a containment or a fix over a relapse', () => {
    law((before, after, { event: { kind } }) => {
      if (kind !== 'relapse') return
      expect(after).toMatchObject({ phase: 'contain', containment: null, fix: null, passingSinceMs: null })
      expect(after.relapses).toBe(before.relapses + 1)
    })
  })
})

describe('a person who knows the way', () => {
  it('gets to the end', () => {
    const events: [IncidentEvent, number][] = [
      [{ kind: 'contain', how: 'killed', reason: 'off' }, 0],
      [{ kind: 'command', commander: 'ann' }, 0],
      [{ kind: 'advance' }, 0],
      [{ kind: 'advance', to: 'fix' }, 0],
      [{ kind: 'fix', how: 'revert', deployed: true }, 0],
      [{ kind: 'advance' }, 0],
      [{ kind: 'verified', passingSinceMs: 0 }, 0],
      [{ kind: 'plan-post-mortem', owner: 'ann', due: '2027-02-07' }, mustPassMs],
      [{ kind: 'advance', to: 'closed' }, 0],
    ]
    expect(play(fresh, events, () => {})).toMatchObject({ phase: 'closed', paging: null })
  })

  it('is told everything that is missing on the whole way at once', () => {
    const needs = needsFor(fresh, 'closed', 0).map(({ need }) => need)
    expect(needs).toEqual([
      'step',
      'containment',
      'commander',
      'fix',
      'criteria',
      'post-mortem',
    ] satisfies Need['need'][])
    expect(needsOf(fresh, 0)).toEqual([])
    expect(needsFor({ ...fresh, phase: 'fix' }, 'contain', 0)).toEqual([{ need: 'relapse' }])
    expect(needsFor({ ...fresh, phase: 'closed' }, 'verify', 0)).toEqual([{ need: 'open' }])
  })

  it('closes at 30 minutes of passing, and not a millisecond before', () => {
    const verified = { ...fresh, severity: 3 as const, phase: 'verify' as const, passingSinceMs: 1_000 }
    expect(needsOf(verified, 1_000 + mustPassMs - 1)).toEqual([{ need: 'criteria', passedMs: mustPassMs - 1 }])
    expect(needsOf(verified, 1_000 + mustPassMs)).toEqual([])
    // A clock that was set back has proven nothing.
    expect(needsOf(verified, 0)).toEqual([{ need: 'criteria', passedMs: -1_000 }])
  })

  it('cannot say that nothing can be contained where something was', () => {
    const contained = { ...fresh, phase: 'contain' as const, containment: { how: 'killed' as const, reason: 'off' } }
    expect(stepIncident(contained, { kind: 'contain', how: 'none', reason: 'no' }, 0)).toMatchObject({
      error: { needs: [{ need: 'uncontained' }] },
    })
    expect(stepIncident(contained, { kind: 'contain', how: 'other', reason: 'more' }, 0).ok).toBe(true)
  })
})
