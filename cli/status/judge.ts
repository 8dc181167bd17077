// What the state of an instance means, and what to do about it. Pure: everything it judges is handed in.

import type { Result } from '../../domain/result.ts'
import type { HeadAnswer } from '../../protocol/admin-head.ts'
import type { KillRecord } from '../../protocol/admin-kill.ts'
import type { EvaluatorHealth } from '../api/shapes.ts'
import type { Failure } from '../failure.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'

export interface Finding {
  readonly level: 'ok' | 'notice' | 'trouble'
  readonly meaning: string
  readonly next?: string
}

export interface Judged {
  readonly head: HeadAnswer
  readonly kills: readonly KillRecord[]
  /** Changes that wait for a second person; null where that is not known. */
  readonly pendingChanges: number | null
  readonly evaluator: Result<EvaluatorHealth, Failure> | null
}

export function judge({ head, kills, pendingChanges, evaluator }: Judged): readonly Finding[] {
  const findings = [
    ...judgePublishing(head),
    ...judgeKills(kills),
    ...judgeBreakGlass(head),
    ...judgePending(pendingChanges),
    ...(evaluator === null ? [] : judgeEvaluator(evaluator, head)),
  ]
  if (findings.length > 0) return findings
  return [
    {
      level: 'ok',
      meaning: 'All is as it should be: every flag answers by its own rules.',
      next: 'If a feature misbehaves: fuseboard kill FLAG --reason TEXT',
    },
  ]
}

function judgePublishing({ publishing, revision, committedRevision }: HeadAnswer): Finding[] {
  if (publishing.pending === 0 && revision === committedRevision) return []
  const late = publishing.lastError
  return [
    {
      level: late ? 'trouble' : 'notice',
      meaning: `${plural(publishing.pending, 'change')} saved, but not at the edge yet${late ? `: ${late}` : ''}. Kills do not wait for this.`,
      next: late
        ? 'It is tried again by itself until it works. If it lasts, look at KV and at the admin worker’s log.'
        : 'Look again in a moment: fuseboard status',
    },
  ]
}

function judgeKills(kills: readonly KillRecord[]): Finding[] {
  if (kills.length === 0) return []
  return [
    {
      level: 'notice',
      meaning: `${plural(kills.length, 'kill')} in force: what is named there is off for everybody.`,
      next: 'When it is mended: fuseboard unkill FLAG',
    },
  ]
}

function judgeBreakGlass({ breakGlass }: HeadAnswer): Finding[] {
  return breakGlass.map(({ id, by, reason, expiresAt }) => ({
    level: 'notice',
    meaning: `The glass is broken: change ${id} by ${by} (${reason}) applied at once, and is taken back at ${expiresAt}.`,
    next: `If it may stay, somebody else reviews it: fuseboard changes review ${printable(id)}`,
  }))
}

function judgePending(pending: number | null): Finding[] {
  if (pending === null || pending === 0) return []
  const many = pending === 1 ? '1 change waits' : `${pending} changes wait`
  return [{ level: 'notice', meaning: `${many} for a second person.`, next: 'fuseboard changes --status pending' }]
}

function judgeEvaluator(evaluator: Result<EvaluatorHealth, Failure>, head: HeadAnswer): Finding[] {
  if (!evaluator.ok) {
    return [{ level: 'trouble', meaning: `The evaluator does not answer. ${evaluator.error.message}` }]
  }
  const { status, tier, cause, revision, quarantined } = evaluator.value
  const findings: Finding[] = []
  if (status !== 'ok' || tier === 'fallback' || tier === 'off') {
    findings.push({
      level: 'trouble',
      meaning: `The evaluator serves no snapshot (tier ${tier}${cause ? `, ${cause}` : ''}): flags are off, or as bundled with it.`,
      next: 'Look at KV first: the evaluator reads its snapshots there.',
    })
  } else if (cause !== undefined) {
    findings.push({ level: 'notice', meaning: `The evaluator answers, with less than normal to go by: ${cause}.` })
  }
  if (status === 'ok' && revision !== head.revision) {
    findings.push({
      level: 'notice',
      meaning: `The evaluator serves another revision (${revision.slice(0, 12)}) than the one in force.`,
      next: 'An evaluator without traffic catches up with its next request. Look again: fuseboard status',
    })
  }
  if (quarantined.length > 0) {
    findings.push({
      level: 'trouble',
      meaning: `Off because their rules cannot be read: ${quarantined.map(({ key }) => key).join(', ')}.`,
      next: 'Mend those flags and publish again.',
    })
  }
  return findings
}
