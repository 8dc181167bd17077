// Contexts that JSON cannot carry from a test, made where they are used.

import type { EvaluationContext } from '../../../../protocol/binding.ts'

function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = { end: true }
  for (let i = 1; i < levels; i++) value = { deeper: value }
  return value
}

function doubling(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = { end: true }
  for (let i = 1; i < levels; i++) value = { left: value, right: value }
  return value
}

function circle(): Record<string, unknown> {
  const value: Record<string, unknown> = { plan: 'gold' }
  value.again = value
  return value
}

class Plan {
  plan = 'gold'
}

export const contexts: Readonly<Record<string, () => EvaluationContext>> = {
  date: () => ({ plan: 'gold', since: new Date('2026-11-20T12:00:00Z') }),
  noDate: () => ({ plan: 'gold', since: new Date(Number.NaN) }),
  undefinedInside: () => ({ plan: 'gold', other: undefined }),
  nan: () => ({ plan: 'gold', amount: Number.NaN }),
  map: () => ({ plan: 'gold', map: new Map([['a', 1]]) }),
  function: () => ({ plan: 'gold', call: () => 'gold' }),
  big: () => ({ plan: 'gold', big: 10n }),
  instance: () => ({ plan: 'gold', instance: new Plan() }),
  bare: () => Object.assign(Object.create(null), { plan: 'gold' }),
  list: () => ['gold'] as unknown as EvaluationContext,
  text: () => 'gold' as unknown as EvaluationContext,
  null: () => null as unknown as EvaluationContext,
  deep32: () => ({ plan: 'gold', ...nested(32) }),
  deep33: () => ({ plan: 'gold', ...nested(33) }),
  deep10000: () => ({ plan: 'gold', ...nested(10_000) }),
  doubling: () => ({ plan: 'gold', ...doubling(31) }),
  circle,
}
