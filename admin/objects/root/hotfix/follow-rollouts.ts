// What becomes of hotfixes by itself. One whose rollout completed is verified; one whose rollout ended otherwise goes back to
// implemented, with the reason. When an incident is closed its verified hotfix is done, and what never rolled is abandoned.

import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { type Hotfix, hotfixesWith } from '../stores/hotfix-rows.ts'
import { findIncident } from '../stores/incident-rows.ts'
import { eventsOf, findRollout, type Rollout } from '../stores/rollout-rows.ts'
import type { Ticker } from '../tickers.ts'
import { moveHotfix } from './move-hotfix.ts'

type Followed = (db: Db, hotfix: Hotfix, nowMs: number) => void

/** What is due for it; undefined where nothing is. */
function dueFor(db: Db, hotfix: Hotfix): Followed | undefined {
  const { status, incident, rollout: id } = hotfix
  if (status === 'rolling') {
    const rollout = findRollout(db, id ?? '')
    if (rollout === undefined) return (...args) => failed(...args, undefined)
    const { status: ended } = rollout.state
    if (ended === 'running' || ended === 'draft') return undefined
    return ended === 'completed' ? verified : (...args) => failed(...args, rollout)
  }
  if (findIncident(db, incident)?.phase !== 'closed') return undefined
  return status === 'verified' ? finished : abandoned
}

const verified: Followed = (db, hotfix, nowMs) => {
  const text = `its rollout ${hotfix.rollout} completed: every stage passed`
  settle(db, hotfix, { status: 'verified' }, { nowMs, by: 'guard', text, action: 'hotfix.verify' })
}

/** Once more through the suite and past an approver: what did not hold is not simply tried again. */
function failed(db: Db, hotfix: Hotfix, nowMs: number, rollout: Rollout | undefined): void {
  const why = rollout === undefined ? 'its rollout is not known any more' : whyEnded(db, rollout)
  const { suite: _, ...facts } = hotfix.facts
  const relapses = findIncident(db, hotfix.incident)?.relapses ?? 0
  // A draft that nobody let begin, and one that another took the place of, harmed nobody.
  const blocks = rollout?.state.status === 'killed' && rollout.state.attempt > 0
  const at = rollout?.endedAt ?? nowMs
  const failure = { at, rollout: hotfix.rollout ?? '', why, blocks, relapses }
  const change = { status: 'implemented', approver: null, facts: { ...facts, failure } } as const
  const text = `its rollout ${hotfix.rollout} failed: ${why}`
  settle(db, hotfix, change, { nowMs, by: 'guard', text, action: 'hotfix.fail' })
}

function whyEnded(db: Db, { id, state }: Rollout): string {
  return eventsOf(db, id).find(({ kind }) => kind === state.status)?.why ?? state.status
}

const finished: Followed = (db, hotfix, nowMs) =>
  settle(
    db,
    hotfix,
    { status: 'done' },
    { nowMs, by: 'clock', text: 'done: its incident is closed', action: 'hotfix.finish' },
  )

const abandoned: Followed = (db, hotfix, nowMs) => {
  const why = 'its incident was closed without it'
  const change = { status: 'abandoned', facts: { ...hotfix.facts, why } } as const
  settle(db, hotfix, change, { nowMs, by: 'clock', text: `abandoned: ${why}`, action: 'hotfix.abandon' })
}

type Settling = Parameters<typeof moveHotfix>[3] & { readonly action: string }

function settle(db: Db, hotfix: Hotfix, change: Parameters<typeof moveHotfix>[2], { action, ...move }: Settling): void {
  moveHotfix(db, hotfix, change, move)
  const { nowMs, by, text } = move
  appendAudit(db, nowMs, by, { action, subject: hotfix.id, detail: { text, rollout: hotfix.rollout } })
}

const unsettled = (db: Db): Hotfix[] => hotfixesWith(db, ['open', 'implemented', 'suite-passed', 'rolling', 'verified'])

export const followRollouts: Ticker = {
  name: 'hotfixes',
  nextAt: (db, nowMs) => (unsettled(db).some((hotfix) => dueFor(db, hotfix) !== undefined) ? nowMs : undefined),
  run: (db, { now }) => {
    for (const hotfix of unsettled(db)) {
      const due = dueFor(db, hotfix)
      if (due !== undefined) db.transaction(() => due(db, hotfix, now()))
    }
  },
}
