// A hotfix with what stands around it: its incident, the other hotfixes, and what is missing before its next step. Reads; never
// writes.

import { type HotfixCircumstances, type HotfixState, missingNext } from '../../../../domain/hotfix/hotfix.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { HotfixRecord } from '../../../../protocol/admin-hotfix.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { ListQuery } from '../list-query.ts'
import type { Look } from '../looks.ts'
import { findHotfix, type Hotfix, hotfixesOf, listHotfixRows, rollingHotfix } from '../stores/hotfix-rows.ts'
import { findIncident, type Incident } from '../stores/incident-rows.ts'

export interface FoundHotfix {
  readonly hotfix: Hotfix
  readonly incident: Incident
  readonly state: HotfixState
  readonly around: HotfixCircumstances
}

export function findWithIncident(db: Db, id: string): Result<FoundHotfix, Refusal> {
  const hotfix = findHotfix(db, id)
  if (hotfix === undefined) {
    return fail({ kind: 'not-found', detail: `there is no hotfix "${id}"; GET /api/v1/hotfixes lists them` })
  }
  return ok(surround(db, hotfix))
}

function surround(db: Db, hotfix: Hotfix): FoundHotfix {
  const incident = findIncident(db, hotfix.incident)
  if (incident === undefined) throw new Error(`there is no incident ${hotfix.incident}`)
  const { status, author, approver, rollout, facts } = hotfix
  const state = { status, author, approver, rollout, regressionTest: facts.regressionTest ?? null }
  return { hotfix, incident, state, around: circumstancesOf(db, incident, hotfix.id) }
}

/** `id` is the hotfix that asks; null before there is one. */
export function circumstancesOf(db: Db, incident: Incident, id: string | null): HotfixCircumstances {
  const rolling = rollingHotfix(db, incident.id)
  return {
    severity: incident.severity,
    incidentClosed: incident.phase === 'closed',
    rolling: rolling === id ? null : rolling,
    uncontained: uncontainedFailure(db, incident),
  }
}

/** The last failure that nobody has contained the incident after; one that is in contain, or was since, is contained. */
function uncontainedFailure(db: Db, incident: Incident): HotfixCircumstances['uncontained'] {
  const { id, phase, containment, relapses } = incident
  if (phase === 'contain') return null
  const containedAt = containment === null ? 0 : Date.parse(containment.at)
  const failed = hotfixesOf(db, id).flatMap(({ id: hotfix, facts: { failure } }) => {
    const isOpen = failure?.blocks === true && containedAt <= failure.at && relapses <= failure.relapses
    return isOpen ? [{ hotfix, why: failure.why, at: failure.at }] : []
  })
  const [last] = failed.sort((left, right) => right.at - left.at)
  return last === undefined ? null : { hotfix: last.hotfix, why: last.why }
}

export const renderHotfix = (db: Db, hotfix: Hotfix): HotfixRecord => {
  const { id, incident, number, status, author, approver, flag, rollout, openedAt, endedAt, facts } = hotfix
  const { failure, ...told } = facts
  const { state, around } = surround(db, hotfix)
  return {
    id,
    incident,
    number,
    status,
    ...told,
    ...(flag !== null && { flag }),
    ...(rollout !== null && { rollout }),
    ...(failure !== undefined && {
      failure: { at: new Date(failure.at).toISOString(), rollout: failure.rollout, why: failure.why },
    }),
    author,
    ...(approver !== null && { approver }),
    openedAt: new Date(openedAt).toISOString(),
    ...(endedAt !== null && { endedAt: new Date(endedAt).toISOString() }),
    missing: missingNext(state, around),
  }
}

export const readHotfix: Look<string, HotfixRecord> = (db, id) => {
  const found = findWithIncident(db, id)
  return found.ok ? ok(renderHotfix(db, found.value.hotfix)) : found
}

export const listHotfixes = (db: Db, query: ListQuery): Page<HotfixRecord> =>
  listHotfixRows(db, query, (hotfix) => renderHotfix(db, hotfix))
