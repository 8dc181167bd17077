// What people do to a hotfix before it ships: implement it, hand in its suite, approve it, tick tasks, abandon it. Each asks the
// rules first; one that is refused has written nothing.

import { eq } from 'drizzle-orm'
import { type HotfixStep, leadsTo, missingFor } from '../../../../domain/hotfix/hotfix.ts'
import { outOfScope, renderOutOfScope } from '../../../../domain/hotfix/scope.ts'
import { problem } from '../../../../domain/problem.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { DiffStat, HotfixRecord, SuiteResult } from '../../../../protocol/admin-hotfix.ts'
import { createPathMatcher } from '../../../../protocol/system-paths.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { flags } from '../schema.ts'
import type { Hotfix } from '../stores/hotfix-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { moveHotfix, refuseStep } from './move-hotfix.ts'
import { type FoundHotfix, findWithIncident, renderHotfix } from './read-hotfix.ts'

export interface ImplementInput {
  readonly id: string
  readonly fix: string
  readonly diffStat: DiffStat
  readonly regressionTest: string
  readonly flag: string
}

/** Also anew: a change of what was implemented loses its suite and its approver. */
export const implementHotfix: Act<ImplementInput, HotfixRecord> = (db, input, { nowMs, actor }) => {
  const { id, flag, fix, diffStat, regressionTest } = input
  const found = ready(db, id, 'implement')
  if (!found.ok) return found
  if (db.select({ key: flags.key }).from(flags).where(eq(flags.key, flag)).get() === undefined) {
    const problems = [problem('/flag', flag, 'the key of a flag; GET /api/v1/flags lists them')]
    return fail({ kind: 'invalid-body', problems })
  }
  const { hotfix } = found.value
  const { suite: _, ...facts } = hotfix.facts
  const { files, added, removed } = diffStat
  const change = {
    status: 'implemented',
    approver: null,
    flag,
    facts: { ...facts, fix, diffStat, regressionTest },
  } as const
  const detail = { flag, regressionTest, files: files.length, added, removed }
  const text = `implemented: ${fix} (${files.length} ${files.length === 1 ? 'file' : 'files'}, +${added} −${removed})`
  const moved = moveHotfix(db, hotfix, change, { nowMs, by: actor.id, text, detail })
  return done(db, moved, { action: 'hotfix.implement', subject: id, detail })
}

/** A suite that failed is kept as well; it leads nowhere. */
export const passSuite: Act<{ id: string; result: SuiteResult }, HotfixRecord> = (
  db,
  { id, result },
  { nowMs, actor },
) => {
  const found = ready(db, id, 'suite', null, ({ hotfix }) => (result.passed ? missingInSuite(db, hotfix, result) : []))
  if (!found.ok) return found
  const { hotfix } = found.value
  const facts = { ...hotfix.facts, suite: result }
  const status = result.passed ? 'suite-passed' : 'implemented'
  const { passed, ran, failed, skipped } = result
  const detail = { passed, ran, failed, skipped: skipped.length }
  const text = passed ? `the suite of ${ran} passed` : `the suite failed: ${failed} of ${ran}`
  const change = { status, facts, approver: null } as const
  const moved = moveHotfix(db, hotfix, change, { nowMs, by: actor.id, text, detail })
  return done(db, moved, { action: 'hotfix.suite', subject: id, detail })
}

function missingInSuite(db: Db, { facts }: Hotfix, { skipped }: SuiteResult): string[] {
  const { diffStat, components, regressionTest = '' } = facts
  const strays = outOfScope(diffStat?.files ?? [], components, allSystems(db), createPathMatcher())
  const isSkipped = skipped.includes(regressionTest)
  return [
    ...strays.map(renderOutOfScope),
    ...(isSkipped ? [`the regression test ${regressionTest} in the run: it was skipped`] : []),
  ]
}

export const approveHotfix: Act<string, HotfixRecord> = (db, id, { nowMs, actor }) => {
  const found = ready(db, id, 'approve', actor.id)
  if (!found.ok) return found
  const move = { nowMs, by: actor.id, text: `approved by ${actor.id}` }
  const moved = moveHotfix(db, found.value.hotfix, { approver: actor.id }, move)
  return done(db, moved, { action: 'hotfix.approve', subject: id, detail: { author: moved.author } })
}

export const abandonHotfix: Act<{ id: string; reason: string }, HotfixRecord> = (
  db,
  { id, reason },
  { nowMs, actor },
) => {
  const found = ready(db, id, 'abandon')
  if (!found.ok) return found
  const { hotfix } = found.value
  const change = { status: 'abandoned', facts: { ...hotfix.facts, why: reason } } as const
  const moved = moveHotfix(db, hotfix, change, { nowMs, by: actor.id, text: `abandoned: ${reason}` })
  return done(db, moved, { action: 'hotfix.abandon', subject: id, detail: { reason } })
}

export interface TaskInput {
  readonly id: string
  /** From 1, as they are shown; as it stands in the address. */
  readonly number: string
  readonly done: boolean
}

export const tickTask: Act<TaskInput, HotfixRecord> = (db, { id, number, done: isDone }, { nowMs, actor }) => {
  const found = ready(db, id, 'task')
  if (!found.ok) return found
  const { hotfix } = found.value
  const { tasks } = hotfix.facts
  const index = /^[1-9]\d{0,3}$/.test(number) ? Number(number) - 1 : -1
  const task = tasks[index]
  if (task === undefined) {
    const has = tasks.length === 0 ? 'it has none' : `its tasks are 1 to ${tasks.length}`
    return fail({
      kind: 'not-found',
      detail: `there is no task "${number}" of ${id}: ${has}; GET /api/v1/hotfixes/${id}`,
    })
  }
  if (task.done === isDone) return ok({ status: 200, body: renderHotfix(db, hotfix) })
  const facts = { ...hotfix.facts, tasks: tasks.with(index, { ...task, done: isDone }) }
  const text = `task ${number} ${isDone ? 'is done' : 'is open again'}: ${task.text}`
  const moved = moveHotfix(db, hotfix, { facts }, { nowMs, by: actor.id, text })
  return done(db, moved, { action: 'hotfix.task', subject: id, detail: { task: index + 1, done: isDone } })
}

/** The hotfix, if nothing is missing before the step. `more` is asked only where the rules allow it. */
export function ready(
  db: Db,
  id: string,
  step: HotfixStep,
  by: Moment['actor']['id'] | null = null,
  more: (found: FoundHotfix) => readonly string[] = () => [],
): Result<FoundHotfix, Refusal> {
  const found = findWithIncident(db, id)
  if (!found.ok) return found
  const { state, around } = found.value
  const first = missingFor(step, state, around, by)
  const missing = first.length > 0 ? first : more(found.value)
  const to = leadsTo[step] ?? (step === 'approve' ? 'approved' : state.status)
  return missing.length > 0 ? fail(refuseStep(id, state.status, to, missing)) : found
}

const done = (
  db: Db,
  hotfix: Hotfix,
  audit: NonNullable<Done<HotfixRecord>['audit']>,
): Result<Done<HotfixRecord>, Refusal> => ok({ status: 200, body: renderHotfix(db, hotfix), audit })
