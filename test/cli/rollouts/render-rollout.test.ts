// What people see, character by character, without colour.

import { describe, expect, it } from 'vitest'
import type { Rollout } from '../../../cli/api/rollouts.ts'
import { createStyle } from '../../../cli/output/style.ts'
import { renderBar } from '../../../cli/rollouts/render-bar.ts'
import { numberText } from '../../../cli/rollouts/render-evidence.ts'
import { renderRollout } from '../../../cli/rollouts/render-rollout.ts'
import { renderSpan, renderUntil } from '../../../cli/rollouts/render-span.ts'
import { ago, clocks, nowMs, rollout, stages } from '../commands/rollout-answers.ts'

const draw = (change: object = {}, coloured = false): string =>
  renderRollout(rollout(change) as Rollout, nowMs, createStyle(coloured))

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
const withoutColour = (text: string): string => text.replace(/\u001b\[\d+m/g, '')

describe('a rollout', () => {
  it('is drawn with its stages, evidence, clocks and events', () => {
    expect(draw()).toBe(`new-checkout → "on"  rollout r7: running
started 2 h ago by ana: fewer declined cards
policy default 3f2a91c04d00

  ● internal    segment internal  passed
  ◐ canary      1 %               ██████████░░░░░░░░░░  1 h 2 min of 2 h passed, failed once
  ○ pilot       5 %               at least 4 h
  ○ quarter     25 %              at least 4 h
  ○ production  100 %             at least 4 h

Verdict HOLD
  failures  HOLD  users fail at most 10 % more often than in the control
    harm    ██████████░░░░░░░░░░  17.3 of 300
    health  ██████████░░░░░░░░░░  4.5 of 20
    seen    treated 12 of 1,188, control 1,110 of 118,800; 1.08 times the control's share
    why     evidence 4.5 of 20: not enough data yet
  latency-p95  PASS  latency p95 is at most 10 % above the control's
    harm    ░░░░░░░░░░░░░░░░░░░░  0.4 of 300
    seen    treated 12 of 1,188, control 1,110 of 118,800; 0.97 times the control's share
    why     1188 units were seen and show no harm
  conversion  HOLD  users convert at most 10 % less often than in the control
    harm    ░░░░░░░░░░░░░░░░░░░░  0.4 of 300
    health  ████████████████████  24 of 20
    seen    treated 12 of 1,188, control 1,110 of 118,800
    why     nothing to compare with was seen yet

Next step: in 58 min (2026-11-21T12:58:00Z) at the earliest
Enough data for a verdict: in about 12 min
Held for 3 min of 12 h; after that it goes back a stage

WHEN        WHAT                        BY     WHY
70 min ago  advanced internal → canary  guard  every criterion passed
2 h ago     started internal            ana    started`)
  })

  it('reads the same in colour', () => {
    expect(draw({}, true)).toContain('\u001b[31m██████████\u001b[39m░')
    expect(withoutColour(draw({}, true))).toBe(draw())
  })

  it('that has not been judged yet shows its track alone', () => {
    const start = { stage: 0, criteria: [], clocks: clocks({ passedMs: 0, heldMs: 0 }), nextStepAt: null, events: [] }
    expect(draw(start)).toMatch(/◐ internal .*░{20} {2}0 s of 30 min passed\n(.*\n)*.* 100 % .* at least 4 h\n\nEnough/)
  })

  it('says that it is paused, held, silent, and what comes of it', () => {
    const paused = draw({ paused: true, clocks: clocks({ silentMs: 150_000 }) })
    expect(paused).toContain('rollout r7: paused\n')
    expect(paused).toContain('1 h 2 min of 2 h passed, paused, failed once')
    expect(paused).toContain('Paused: the clock stands still. Proven harm still takes it back.\nHeld')
    expect(paused).toContain('No telemetry for 3 min: after 2 min the clock stands still, after 10 min it goes back')
    const first = draw({
      stage: 0,
      clocks: clocks({ silentMs: 45_000 }),
      expectedVerdictSeconds: null,
      nextStepAt: ago(1),
    })
    expect(first).toContain('Next step: at any moment at the earliest\nEnough data for a verdict: cannot be said\n')
    expect(first).toContain('of 24 h; after that the flag goes off\nNo telemetry for 45 s:')
    expect(draw({ clocks: clocks({ silentMs: 10_000 }) })).not.toContain('No telemetry')
  })

  it('that is over shows where it ended', () => {
    const killed = draw({ status: 'killed', verdict: 'FAIL', stages: stages(0, 2), endedAt: ago(10) })
    expect(killed).toContain('rollout r7: killed\nstarted 2 h ago by ana, ended 10 min ago: fewer')
    expect(killed).toContain('✗ canary      1 %               ended here, failed 2 times\n  ○ pilot')
    expect(killed).not.toContain('Next step')
    const completed = draw({ status: 'completed', stage: 4, endedAt: ago(1) })
    expect(completed.match(/●/g)).toHaveLength(5)
  })

  it('shows no control characters of what others wrote', () => {
    const text = draw({
      flag: 'a\u001b[2J',
      reason: 'x\u0007',
      by: '\u202eana',
      events: [{ at: ago(1), kind: 'paused', by: 'b\u001b', why: 'c\u001b' }],
    })
    expect(text).toContain('a\\u001b[2J')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it('tells an estimate as a rate where a limit is held against it, and as a ratio elsewhere', () => {
    const [first] = (rollout() as { criteria: object[] }).criteria
    const counts = { treated: 40, treatedBad: 1, control: 0, controlBad: 0 }
    const drawn = (change: object): string => draw({ criteria: [{ ...first, counts, ...change }] })
    expect(drawn({ estimate: 0.025 })).toContain('seen    treated 1 of 40, control 0 of 0; 2.5 %\n')
    expect(drawn({ estimate: Number.MAX_VALUE })).toContain('control 0 of 0; the control has none\n')
  })

  it('says why it cannot go on, and that its arms do not fit', () => {
    expect(draw({ obstacle: 'the snapshot has no room' })).toContain('It cannot go on: the snapshot has no room\n')
    expect(draw({ mismatched: true })).toContain('Verdict HOLD\n  The arms are not as large as configured')
  })

  it('that waits for a second person has done nothing yet', () => {
    const draft = draw({ status: 'draft', stage: 0 })
    expect(draft).toContain('rollout r7: waits for a second person\n')
    expect(draft.match(/○/g)).toHaveLength(5)
    expect(draft).not.toContain('Verdict')
  })
})

describe('a bar', () => {
  const bar = (share: number): string => renderBar(share, 4, (text) => text)

  it('is full for a whole only, and empty for nothing only', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(bar)).toEqual(['░░░░', '█░░░', '██░░', '███░', '████'])
  })

  it('stays within its width whatever it is given', () => {
    expect([-1, 2, Number.NaN, Number.POSITIVE_INFINITY].map(bar)).toEqual(['░░░░', '████', '░░░░', '████'])
  })
})

describe('numbers and times', () => {
  it('are as short as they can be', () => {
    expect([0, 0.004, 4.567, 118_800.4, 1e9, Number.MAX_VALUE].map(numberText)).toEqual([
      '0',
      '0',
      '4.57',
      '118,800',
      '1.0e+9',
      '1.8e+308',
    ])
    expect([-1, 119_000, 120_000, 3_600_000, 3_720_000, 172_800_000].map(renderSpan)).toEqual([
      '0 s',
      '119 s',
      '2 min',
      '1 h',
      '1 h 2 min',
      '2 days',
    ])
  })

  it('of no date stay what they are', () => {
    expect(renderUntil('soon', nowMs)).toBe('soon')
  })
})
