import { expect, it } from 'vitest'
import { checkLift } from '../../../admin/kills/lift-rule.ts'
import { undoMs } from '../../../protocol/admin-kill.ts'
import type { Scope } from '../../../protocol/scopes.ts'

const kill = { id: 'k1', at: 1_000_000, liftedAt: null, liftedBy: null }

it.each<[string, number, Scope[], string | undefined, string]>([
  ['at once, by whoever may kill', 0, ['kill'], undefined, 'ok'],
  ['in the last moment', undoMs, ['kill'], undefined, 'ok'],
  ['a moment too late', undoMs + 1, ['kill'], 'fixed', 'lift-needs-write'],
  ['later, by whoever may write, with a reason', undoMs + 1, ['write'], 'fixed', 'ok'],
  ['later, without one', undoMs + 1, ['write'], undefined, 'reason-required'],
  ['later, by an admin', undoMs + 1, ['admin'], 'fixed', 'ok'],
  ['by a clock that went back', -5_000, ['kill'], undefined, 'ok'],
])('%s', (_, afterMs, held, reason, expected) => {
  const result = checkLift(kill, held, reason, kill.at + afterMs)
  expect(result.ok ? 'ok' : result.error.kind).toBe(expected)
})

it('never twice', () => {
  const lifted = { ...kill, liftedAt: kill.at + 1, liftedBy: 'ann' }
  expect(checkLift(lifted, ['admin'], 'r', kill.at + 2)).toMatchObject({
    ok: false,
    error: { kind: 'already-lifted', liftedBy: 'ann' },
  })
})
