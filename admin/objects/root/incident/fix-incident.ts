// Recording what repaired an incident: a revert, or one of its own hotfixes that is out.

import { eq } from 'drizzle-orm'
import type { Problem } from '../../../../domain/problem.ts'
import { fail, ok } from '../../../../domain/result.ts'
import type { Fix, IncidentRecord } from '../../../../protocol/admin-incident.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import { deployments, hotfixes } from '../incident-schema.ts'
import { saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { foundIncident, isHotfixOut, stepped } from './incident-state.ts'
import { renderIncident } from './read-incident.ts'

export interface FixInput {
  readonly id: string
  readonly how: 'revert' | 'hotfix'
  readonly hotfix?: string
  readonly deployment?: string
  readonly reason: string
}

function problemsOf(db: Db, { id, how, hotfix, deployment }: FixInput): readonly Problem[] {
  const problems: Problem[] = []
  const note = (path: string, found: string, allowed: string) => problems.push({ path, found, allowed })
  const listed = `GET /api/v1/hotfixes?incident=${id} lists them`
  if (how === 'hotfix' && hotfix === undefined) note('/hotfix', 'nothing', `the id of a hotfix of ${id}; ${listed}`)
  if (how === 'revert' && hotfix !== undefined)
    note('/hotfix', JSON.stringify(hotfix), 'nothing, where "how" is "revert"')
  if (how === 'hotfix' && hotfix !== undefined) {
    const row = db.select().from(hotfixes).where(eq(hotfixes.id, hotfix)).get()
    if (row?.incident !== id) note('/hotfix', JSON.stringify(hotfix), `a hotfix of ${id}; ${listed}`)
    else if (!isHotfixOut(db, hotfix)) {
      note(
        '/hotfix',
        `${hotfix}, which is ${row.status}`,
        `one that is out; POST /api/v1/hotfixes/${hotfix}/roll rolls it out`,
      )
    }
  }
  const isKnown =
    deployment === undefined || db.select().from(deployments).where(eq(deployments.id, deployment)).get() !== undefined
  if (!isKnown) note('/deployment', JSON.stringify(deployment), 'a deployment; GET /api/v1/deployments lists them')
  return problems
}

export const fixIncident: Act<FixInput, IncidentRecord> = (db, input, { nowMs, actor }) => {
  const { id, how, hotfix, deployment, reason } = input
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const after = stepped(db, found.value, { kind: 'fix', how, deployed: true }, nowMs)
  if (!after.ok) return after
  const problems = problemsOf(db, input)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const named = { ...(hotfix !== undefined && { hotfix }), ...(deployment !== undefined && { deployment }) }
  const fix: Fix = { at: new Date(nowMs).toISOString(), by: actor.id, how, ...named, reason }
  const incident = saveIncident(db, id, { fix })
  const what = how === 'revert' ? 'a revert' : `the hotfix ${hotfix}`
  const detail = { how, ...named, reason }
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind: 'fixed', text: `The fix is ${what}: ${reason}`, detail })
  const audit = { action: 'incident.fix', subject: id, detail }
  return ok({ status: 200, body: renderIncident(db, incident, nowMs), audit })
}
