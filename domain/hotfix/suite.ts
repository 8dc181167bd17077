// The suite of a hotfix: which tests run now, why each, in which order, and what is left for the full run. The regression test,
// smoke tests and tests of critical components are never left out, whatever the budget says.

import { type Affected, type Component, findAffected } from './affected.ts'
import type { MatchesPath } from './scope.ts'

/** A tag in the name of a test: `@hotfix`, `@smoke`, or `@hotfix:checkout` for one component. */
export interface TestTag {
  readonly name: 'hotfix' | 'smoke'
  readonly component?: string
}

export interface TestFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string
  readonly tags: readonly TestTag[]
}

export interface TestHistory {
  readonly runs: number
  readonly failures: number
  readonly durationMs: number
}

export interface SuiteQuestion {
  readonly changed: readonly string[]
  readonly components: readonly Component[]
  readonly tests: readonly TestFile[]
  /** What the runner says is related to the changed files. */
  readonly related: readonly string[]
  /** The new test that fails without the fix. */
  readonly regressionTest?: string
  readonly history: ReadonlyMap<string, TestHistory>
  readonly budgetMs: number
  /** Tests that run at a time. */
  readonly workers: number
  readonly matches: MatchesPath
}

export interface ChosenTest {
  readonly path: string
  readonly why: readonly string[]
  /** Never trimmed. */
  readonly critical: boolean
  readonly expectedMs: number
}

export interface Exploration {
  readonly id: string
  readonly why: string
}

export interface Suite {
  readonly affected: Affected
  /** In the order in which they begin. */
  readonly run: readonly ChosenTest[]
  /** Left for the full run. */
  readonly trimmed: readonly ChosenTest[]
  /** What a person should look at by hand meanwhile. */
  readonly explore: readonly Exploration[]
  /** How long the run takes, by history. */
  readonly expectedMs: number
}

/** A test that never ran is taken for one of ten seconds, unless others say how long tests take here. */
const unknownDurationMs = 10_000

/** Pure: the same question has the same answer. */
export function chooseSuite(question: SuiteQuestion): Suite {
  const { changed, components, matches, budgetMs, workers } = question
  const affected = findAffected(changed, components, matches)
  const chosen = rank(choose(question, affected), question)
  const { run, trimmed, expectedMs } = trim(chosen, budgetMs, Math.max(1, workers))
  return { affected, run, trimmed, expectedMs, explore: leftToExplore(affected, run, question) }
}

/** The components that a test belongs to. */
const ownersOf = ({ path, tags }: TestFile, { components, matches }: SuiteQuestion): Component[] =>
  components.filter(({ id, tests, paths }) => {
    return tags.some(({ component }) => component === id) || (tests ?? paths).some((glob) => matches(glob, path))
  })

type Reasons = Map<string, { why: string[]; critical: boolean }>

function choose(question: SuiteQuestion, affected: Affected): Reasons {
  const { changed, tests, related, regressionTest } = question
  const reasons: Reasons = new Map()
  const add = (path: string, why: string, critical: boolean): void => {
    const known = reasons.get(path)
    reasons.set(path, { why: [...(known?.why ?? []), why], critical: critical || (known?.critical ?? false) })
  }
  if (regressionTest !== undefined) add(regressionTest, 'the regression test of the hotfix', true)
  const ids = new Set(affected.components.map(({ id }) => id))
  const reachesAll = whyEveryCritical(affected)
  const isRelated = new Set(related)
  const known = new Map(tests.map((test) => [test.path, test]))
  // What the runner knows of is a test, whatever it is called.
  const all = [...known.values(), ...related.flatMap((path) => (known.has(path) ? [] : [{ path, tags: [] }]))]
  for (const test of all) {
    const owners = ownersOf(test, question)
    const critical = owners.some((owner) => owner.critical)
    const has = (name: TestTag['name']): boolean => test.tags.some((tag) => tag.name === name)
    if (changed.includes(test.path)) add(test.path, 'it was changed', critical)
    else if (isRelated.has(test.path)) add(test.path, 'related: it imports what changed', critical)
    if (has('smoke')) add(test.path, 'smoke: always on', true)
    const touched = owners.filter(({ id }) => ids.has(id)).map(({ id }) => id)
    if (has('hotfix') && touched.length > 0) add(test.path, `journey of ${touched.join(', ')}`, critical)
    else if (has('hotfix') && owners.length === 0) add(test.path, 'journey of no known component', false)
    const suites = owners.filter((owner) => owner.critical).map(({ id }) => id)
    if (reachesAll !== null && suites.length > 0)
      add(test.path, `critical suite of ${suites.join(', ')}: ${reachesAll}`, true)
  }
  return reasons
}

/** Why every critical suite runs; null where the change stays where it is mapped to. */
function whyEveryCritical({ unmapped, shared }: Affected): string | null {
  const [path] = unmapped
  if (path !== undefined) return `${path} is mapped to no component`
  const [both] = shared
  return both === undefined ? null : `${both.path} is shared by ${both.components.join(', ')}`
}

/** The regression test first, then by failures that are found in a second of running; critical ones before others. */
function rank(reasons: Reasons, { history, regressionTest }: SuiteQuestion): ChosenTest[] {
  const usualMs = median([...history.values()].map(({ durationMs }) => durationMs)) ?? unknownDurationMs
  const scored = [...reasons].map(([path, { why, critical }]) => {
    const { runs = 0, failures = 0, durationMs = usualMs } = history.get(path) ?? {}
    const expectedMs = Math.max(1, durationMs)
    // One failure and one pass more than were seen: what never ran is worth a look.
    const score = (failures + 1) / (runs + 2) / expectedMs
    return { test: { path, why, critical, expectedMs }, score, isFirst: path === regressionTest }
  })
  scored.sort((left, right) => {
    return (
      Number(right.isFirst) - Number(left.isFirst) ||
      Number(right.test.critical) - Number(left.test.critical) ||
      right.score - left.score ||
      (left.test.path < right.test.path ? -1 : 1)
    )
  })
  return scored.map(({ test }) => test)
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]
}

/** What does not fit is left out, and what comes after it may fit still. */
function trim(chosen: readonly ChosenTest[], budgetMs: number, workers: number) {
  const run: ChosenTest[] = []
  const trimmed: ChosenTest[] = []
  let sumMs = 0
  let longestMs = 0
  for (const test of chosen) {
    const fits = Math.max((sumMs + test.expectedMs) / workers, longestMs, test.expectedMs) <= budgetMs
    if (!test.critical && !fits) {
      trimmed.push(test)
      continue
    }
    run.push(test)
    sumMs += test.expectedMs
    longestMs = Math.max(longestMs, test.expectedMs)
  }
  return { run, trimmed, expectedMs: Math.round(Math.max(sumMs / workers, longestMs)) }
}

/** What is affected, or next to it in the map, and has no test in the run. */
function leftToExplore(affected: Affected, run: readonly ChosenTest[], question: SuiteQuestion): Exploration[] {
  const known = new Map(question.tests.map((test) => [test.path, test]))
  const owned = run.flatMap(({ path }) => ownersOf(known.get(path) ?? { path, tags: [] }, question))
  const tested = new Set(owned.map(({ id }) => id))
  const ids = new Set(affected.components.map(({ id }) => id))
  const untested = affected.components.filter(({ id }) => !tested.has(id))
  const neighbours = question.components.flatMap(({ id, dependsOn }) => {
    const needs = dependsOn.filter((on) => !ids.has(on) && ids.has(id))
    return needs.map((on) => ({ id: on, why: `${id} depends on it` }))
  })
  const told = new Map<string, string>()
  for (const { id, why } of neighbours) if (!tested.has(id) && !told.has(id)) told.set(id, why)
  return [
    ...untested.map(({ id }) => ({ id, why: 'affected, and no test of it is in the run' })),
    ...[...told].map(([id, why]) => ({ id, why })),
  ]
}
