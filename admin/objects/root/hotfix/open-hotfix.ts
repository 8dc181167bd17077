// Opening a hotfix: the next increment of an incident of severity 1 or 2, with the components that it may touch. Its author is
// whoever opens it.

import { missingToOpen } from '../../../../domain/hotfix/hotfix.ts'
import { nearestNames } from '../../../../domain/nearest-names.ts'
import { type Problem, problem } from '../../../../domain/problem.ts'
import { fail, ok } from '../../../../domain/result.ts'
import type { HotfixRecord } from '../../../../protocol/admin-hotfix.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import { insertHotfix } from '../stores/hotfix-rows.ts'
import { findIncident } from '../stores/incident-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { moveHotfix, refuseStep } from './move-hotfix.ts'
import { circumstancesOf, renderHotfix } from './read-hotfix.ts'

export interface OpenHotfixInput {
  readonly incident: string
  readonly problem: string
  readonly hypothesis: string
  readonly components: readonly string[]
  readonly tasks: readonly string[]
}

export const openHotfix: Act<OpenHotfixInput, HotfixRecord> = (db, input, { nowMs, actor }) => {
  const { incident: id, problem: what, hypothesis, components, tasks } = input
  const incident = findIncident(db, id)
  if (incident === undefined) {
    return fail({ kind: 'not-found', detail: `there is no incident "${id}"; GET /api/v1/incidents lists them` })
  }
  const problems = unknownComponents(db, components)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const missing = missingToOpen(circumstancesOf(db, incident, null))
  if (missing.length > 0) return fail(refuseStep(`of ${id}`, 'none', 'open', missing))
  const facts = { problem: what, hypothesis, components, tasks: tasks.map((text) => ({ text, done: false })) }
  const opened = insertHotfix(db, { incident: id, author: actor.id, facts, openedAt: nowMs })
  const hotfix = moveHotfix(
    db,
    opened,
    {},
    {
      nowMs,
      by: actor.id,
      text: `opened: ${what}`,
      detail: { hypothesis, components },
    },
  )
  const audit = { action: 'hotfix.open', subject: hotfix.id, detail: { incident: id, problem: what, components } }
  return ok({ status: 201, body: renderHotfix(db, hotfix), audit })
}

function unknownComponents(db: Db, components: readonly string[]): Problem[] {
  const known = allSystems(db).map(({ id }) => id)
  return components.flatMap((id, i) => {
    if (known.includes(id)) return []
    const nearest = nearestNames(id, known, 3)
    const hint = nearest.length > 0 ? `; nearest: ${nearest.join(', ')}` : ''
    return [problem(`/components/${i}`, id, `the id of a system; GET /api/v1/systems lists them${hint}`)]
  })
}
