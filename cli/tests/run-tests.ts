// Runs the tests of a folder by the evaluator's own core, with the hash that production uses: what passes here is what
// every evaluator answers. Nothing is asked of an instance.

import type { CreateHasher } from '../../domain/bucket/hasher.ts'
import type { CompiledFlag } from '../../domain/flag/compile-flag.ts'
import { compileSnapshot, type Snapshot } from '../../domain/flag/compile-snapshot.ts'
import { isSame } from '../../domain/flag/document-edit.ts'
import type { FlagDefinition, FlagDocument } from '../../domain/flag/flag-document.ts'
import type { Outcome } from '../../domain/flag/outcome.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { operationsOf } from '../../domain/lint/targeting-walk.ts'
import type { Expected, FlagTest, PopulationTest, Situation, TestCase } from './flag-test.ts'

export interface TestResult {
  readonly flag: string
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly passed: boolean
  /** Of a failed one, and of every share: what was wanted, what came, and why that came. */
  readonly expected?: string
  readonly actual?: string
  readonly why?: string
}

export interface Bench {
  readonly document: FlagDocument
  readonly snapshot: Snapshot
  readonly createHasher: CreateHasher
  /** Unix milliseconds, for tests that name no time. */
  readonly now: number
}

export function prepareBench(document: FlagDocument, createHasher: CreateHasher, now: number): Bench {
  const snapshot = compileSnapshot(document as unknown as Json, 'folder', createHasher)
  if (snapshot === null) throw new Error('a document that was parsed has flags')
  return { document, snapshot, createHasher, now }
}

/** The results of every test, and of the rule that holds for all flags: what is killed is off. */
export function runTests(tests: readonly FlagTest[], bench: Bench): TestResult[] {
  const exempt = new Set(tests.filter(({ killedIsOff }) => !killedIsOff).map(({ flag }) => flag))
  return [
    ...tests.flatMap((test) => runTest(test, bench)),
    ...bench.snapshot.flags.filter(({ key }) => !exempt.has(key)).map(runKilled),
  ]
}

function runTest({ flag: key, cases, populations }: FlagTest, bench: Bench): TestResult[] {
  const flag = bench.snapshot.find(key)
  if (flag === undefined) return []
  return [
    ...cases.map((one) => runCase(flag, one, bench)),
    ...populations.flatMap((one) => runPopulation(flag, one, bench)),
  ]
}

function evaluate(flag: CompiledFlag, { edge, at, killed }: Situation, context: JsonObject, now: number): Outcome {
  if (killed) return flag.killed
  return flag.evaluate({ context, edge, nowSeconds: Math.floor((at ?? now) / 1000), bulkHashed: false })
}

function runCase(flag: CompiledFlag, test: TestCase, bench: Bench): TestResult {
  const outcome = evaluate(flag, test, test.context, bench.now)
  const { file, line } = test.place
  const result = { flag: flag.key, name: test.name, file, line }
  if (fits(outcome, test.expect)) return { ...result, passed: true }
  return {
    ...result,
    passed: false,
    expected: renderExpected(test.expect),
    actual: renderOutcome(outcome),
    why: explain(flag, test, outcome, bench),
  }
}

function fits(outcome: Outcome, { variant, value, reason }: Expected): boolean {
  if (variant !== undefined && (outcome.variant ?? null) !== variant) return false
  if (value !== undefined && !isSame(outcome.value ?? null, value)) return false
  return reason === undefined || outcome.reason === reason
}

const renderExpected = ({ variant, value, reason }: Expected): string =>
  [
    ...(variant === undefined ? [] : [variant === null ? 'no variant' : `variant ${variant}`]),
    ...(value === undefined ? [] : [value === null ? 'no value' : `value ${JSON.stringify(value)}`]),
    ...(reason === undefined ? [] : [reason]),
  ].join(', ')

const renderOutcome = ({ variant, value, reason }: Outcome): string =>
  [
    variant === undefined ? 'no variant' : `variant ${variant}`,
    value === undefined ? 'no value' : `value ${JSON.stringify(value)}`,
    reason,
  ].join(', ')

/** Why the flag answers what it answers, as far as that can be told in a line. */
function explain(flag: CompiledFlag, test: Situation, outcome: Outcome, { document, createHasher }: Bench): string {
  if (test.killed) return 'the flag is killed: its off value'
  if (outcome.reason === 'DISABLED') return 'the state of the flag is DISABLED'
  if (outcome.reason === 'STATIC') return 'the flag has no targeting: its defaultVariant'
  if (outcome.errorDetails !== undefined) return outcome.errorDetails
  const by = outcome.reason === 'DEFAULT' ? 'the targeting answered null: the default' : 'by the targeting'
  const { targetingKey } = test.context
  if (!bucketsByKey(document.flags[flag.key]!)) return by
  if (typeof targetingKey !== 'string' || targetingKey === '') return `${by}; without a targetingKey there is no bucket`
  const hasher = createHasher()
  const salt = hasher.salt(flag.key)
  hasher.seal()
  const bucket = (hasher.hash(salt, targetingKey) / 2 ** 32) * 100
  return `${by}; "${targetingKey}" is at ${bucket.toFixed(2)} % of the way through the shares`
}

/** Whether the flag has shares that go by flag key and targeting key. */
function bucketsByKey({ targeting }: FlagDefinition): boolean {
  for (const { operator, argument } of operationsOf(targeting, '')) {
    if (operator === 'fractional' && Array.isArray(argument) && Array.isArray(argument[0])) return true
  }
  return false
}

function runPopulation(flag: CompiledFlag, test: PopulationTest, { now }: Bench): TestResult[] {
  const counts = new Map<string, number>()
  for (let i = 0; i < test.size; i++) {
    const context = { ...test.context, targetingKey: `${test.seed}-${i}` }
    const { variant = '' } = evaluate(flag, test, context, now)
    counts.set(variant, (counts.get(variant) ?? 0) + 1)
  }
  const { file, line } = test.place
  return Object.entries(test.shares).map(([variant, share]) => {
    const actual = (counts.get(variant) ?? 0) / test.size
    return {
      flag: flag.key,
      name: `${variant} for ${percent(share)} of ${test.size}`,
      file,
      line,
      // Beyond the tolerance by more than a rounding of the shares themselves.
      passed: Math.abs(actual - share) <= test.tolerance + 1e-9,
      expected: `${percent(share)} ± ${percent(test.tolerance)}`,
      actual: percent(actual),
    }
  })
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`

function runKilled(flag: CompiledFlag): TestResult {
  const result = { flag: flag.key, name: 'killed is off' }
  if (flag.killed.value !== undefined) return { ...result, passed: true }
  return {
    ...result,
    passed: false,
    expected: 'a declared off value',
    actual: 'no value: every caller falls back to its own default',
    why: 'name the safe variant in fuseboard.offVariant, or say killedIsOff: false in a test of the flag',
  }
}
