// One row of the audit log as an entry of the ledger: which kind of change it was, whether it raised somebody's exposure, and
// what it was in words. Pure.

import { isJsonObject, type JsonObject } from '../../domain/json.ts'
import type { LedgerEntry, LedgerKind } from '../../protocol/admin-deployment.ts'

export interface LedgerFacts {
  readonly at: number
  readonly by: string
  readonly action: string
  readonly subject: string
  /** JSON text. */
  readonly detail: string
  readonly system: string | null
  /** Of flags, kills of one flag, and rollouts. */
  readonly flag: string | null
  /** Of a flag that a revision changed; null for everything else. */
  readonly number: number | null
  readonly change: 'added' | 'removed' | 'changed' | null
  readonly lowers: number | null
  readonly raises: number | null
}

/** Actions by the kind that they are; GLOB patterns. All else is no change of production. */
export const actionsOf: Readonly<Record<LedgerKind, readonly string[]>> = {
  flag: ['document.commit', 'document.rollback'],
  rollout: ['rollout.*'],
  deployment: ['deployment.*'],
  kill: ['kill.create'],
  lift: ['kill.lift'],
  configuration: ['system.*', 'key.*', 'policy.*', 'channel.*'],
}

const kindOf = (action: string): LedgerKind => {
  if (action === 'kill.create') return 'kill'
  if (action === 'kill.lift') return 'lift'
  const [topic] = action.split('.')
  if (topic === 'document') return 'flag'
  return topic === 'rollout' || topic === 'deployment' ? topic : 'configuration'
}

const raisingMoves: readonly string[] = ['rollout.started', 'rollout.advanced', 'rollout.completed']

/** Where nobody noted whether a change raises, one that does not lower counts as raising. */
function doesRaise(kind: LedgerKind, { action, change, lowers, raises }: LedgerFacts): boolean {
  if (kind === 'lift' || action === 'deployment.live') return true
  if (kind === 'rollout') return raisingMoves.includes(action)
  if (kind !== 'flag' || change === 'removed') return false
  return raises === null ? lowers !== 1 : raises === 1
}

export function describeChange(facts: LedgerFacts): LedgerEntry {
  const { at, by, subject, system, flag, number } = facts
  const kind = kindOf(facts.action)
  return {
    at: new Date(at).toISOString(),
    kind,
    subject: number === null ? subject : `${flag}@${number}`,
    ...(flag !== null && { flag }),
    ...(number !== null && { number }),
    ...(system !== null && { system }),
    by,
    text: textOf(kind, facts),
    raises: doesRaise(kind, facts),
  }
}

const deeds: Readonly<Record<string, string>> = {
  put: 'written',
  create: 'made',
  declare: 'declared',
  revoke: 'revoked',
  delete: 'removed',
}

function textOf(kind: LedgerKind, { action, subject, detail, flag, change, system }: LedgerFacts): string {
  const told = parseDetail(detail)
  const why = ['why', 'reason'].map((name) => told[name]).find((text) => typeof text === 'string' && text !== '')
  const because = (text: string): string => (why === undefined ? text : `${text}: ${String(why)}`)
  const deed = action.slice(action.indexOf('.') + 1)
  switch (kind) {
    case 'flag':
      return because(`"${flag}" ${change}${action === 'document.rollback' ? ' by a rollback' : ''}`)
    case 'rollout':
      return because(`the rollout of "${flag}" ${deed}`)
    case 'deployment':
      return because(`${system} ${String(told.version ?? '')} ${deed.replaceAll('-', ' ')}`)
    case 'kill':
    case 'lift':
      return because(`${targetText(told, flag)} ${kind === 'kill' ? 'killed' : 'came back'}`)
    case 'configuration': {
      const [topic] = action.split('.')
      return `the ${topic} ${typeof told.name === 'string' ? told.name : subject} was ${Object.hasOwn(deeds, deed) ? deeds[deed] : deed}`
    }
  }
}

function targetText({ target }: JsonObject, flag: string | null): string {
  if (flag !== null) return `"${flag}"`
  if (!isJsonObject(target)) return 'a kill'
  return typeof target.system === 'string' ? `all flags of ${target.system}` : 'everything'
}

function parseDetail(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  return isJsonObject(value) ? value : {}
}
