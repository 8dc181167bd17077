// Puts flags back to what they were an hour ago, in one edit, where that takes them from people and gives nobody anything, and
// where every one of them becomes exactly what it was, segments included. All others are killed, since off is the safe side.

import { isJsonObject, type JsonObject, ownProperty } from '../../../../domain/json.ts'
import { parseSnapshot } from '../../../../protocol/published-snapshot.ts'
import type { PlannedChange } from '../../../flags/plan-change.ts'
import { editInRoot, maxEditableChars } from '../commands/edit-in-root.ts'
import type { Db } from '../database.ts'
import { definitionAt, hasFlag, versionsOf } from '../stores/flag-rows.ts'
import { findKillInForce } from '../stores/kill-rows.ts'
import { forgetLowered, noteLowered } from '../stores/lowered-rows.ts'
import { advanceFeed, readPosition, revisionOf } from '../stores/positions.ts'
import { findSnapshot, numberAt, readSnapshotText } from '../stores/revision-rows.ts'
import { runningAmong } from '../stores/rollout-rows.ts'
import { killForCascade, targetsOf } from './kill-for-cascade.ts'
import type { Outcome, TakeBack } from './take-back-suspects.ts'

/** Calls `settle` once for each key, with what there is to do for it. */
export function revertFlags(
  db: Db,
  keys: readonly string[],
  back: TakeBack,
  settle: (key: string, work: () => Outcome) => void,
): void {
  const running = new Set(runningAmong(db, keys).map(({ key }) => key))
  const open = keys.filter((key) => whyNothing(db, key, running) === undefined)
  const restored = restore(db, open, back)
  for (const key of keys) {
    const nothing = open.includes(key) ? undefined : whyNothing(db, key, running)
    if (nothing !== undefined) settle(key, () => nothing)
    else if (restored.includes(key)) settle(key, () => ({ done: true, how: 'as it was an hour ago', kills: [] }))
    else settle(key, () => kill(db, key, back))
  }
}

function whyNothing(db: Db, key: string, running: ReadonlySet<string>): Outcome | undefined {
  if (running.has(key)) return { done: true, how: 'its rollout was taken back', kills: [] }
  if (!hasFlag(db, key)) return { done: true, how: 'the document does not have it any more', kills: [] }
  const inForce = findKillInForce(db, { flag: key })
  return inForce && { done: true, how: `is killed already (${inForce.id})`, kills: [inForce.id] }
}

function kill(db: Db, key: string, back: TakeBack): Outcome {
  const { committedNumber } = readPosition(db)
  const system = versionsOf(db, key, committedNumber, 1)[0]?.system ?? null
  const id = killForCascade(db, targetsOf(key, system), `${key} was raised within the hour`, back)
  if (id === undefined) return { done: false, how: 'the feed has no room for its kill', kills: [] }
  return { done: true, how: `killed (${id}): it could not be put back as it was`, kills: [id] }
}

/** Those that were put back. Never throws: what breaks has written nothing. */
function restore(db: Db, keys: readonly string[], back: TakeBack): readonly string[] {
  if (keys.length === 0) return []
  try {
    return db.transaction(() => edit(db, keys, back))
  } catch (broken) {
    console.error('putting flags back after a cascade broke', broken)
    return []
  }
}

function edit(db: Db, keys: readonly string[], back: TakeBack): readonly string[] {
  const { committedNumber } = readPosition(db)
  const number = numberAt(db, back.sinceMs)
  const [before, now] = [flagsAt(db, number), flagsAt(db, committedNumber)]
  if (before === undefined || now === undefined) return []
  const candidates = keys.filter((key) => ownProperty(before, key) !== undefined)
  const first = tryEdit(db, candidates, { before, now, number }, back)
  if (first.ok || first.wrong.length === 0) return first.ok ? candidates : []
  const rest = candidates.filter((key) => !first.wrong.includes(key))
  return tryEdit(db, rest, { before, now, number }, back).ok ? rest : []
}

function flagsAt(db: Db, number: number): JsonObject | undefined {
  const revision = revisionOf(db, number)
  if ((findSnapshot(db, revision)?.chars ?? 0) > maxEditableChars) return undefined
  const flags = parseSnapshot(readSnapshotText(db, revision))?.document.flags
  return isJsonObject(flags) ? flags : {}
}

interface Versions {
  readonly before: JsonObject
  readonly now: JsonObject
  readonly number: number
}

/** `wrong`: what stands in the way of the edit, where that is single flags. */
function tryEdit(db: Db, keys: readonly string[], { before, now, number }: Versions, back: TakeBack) {
  const { cascade, incident, nowMs, colos } = back
  if (keys.length === 0) return { ok: false, wrong: [] }
  const partsOf = (flags: JsonObject) => ({
    flags: Object.fromEntries(keys.map((key) => [key, ownProperty(flags, key) ?? null])),
  })
  let wrong: readonly string[] = []
  const verify = (changes: readonly PlannedChange[]) => {
    const planned = new Map(changes.map((change) => [change.key, change]))
    wrong = keys.filter((key) => !isBack(planned.get(key), definitionAt(db, key, number)))
    return wrong.length === 0 ? undefined : { kind: 'change-outdated' as const, detail: '', parts: wrong }
  }
  const reason = `${cascade}, incident ${incident}: raised within the hour`
  const parts = { edit: partsOf(before), expects: partsOf(now), verify }
  const edited = editInRoot(db, parts, { nowMs, by: 'cascade', reason })
  if (!edited.ok) return { ok: false, wrong }
  // As fast as a kill: evaluators with an older snapshot answer off until they hold the next one.
  forgetLowered(db, nowMs)
  const subject = keys.length === 1 ? (keys[0] as string) : `${keys.length} flags`
  noteLowered(db, keys, advanceFeed(db, { cause: 'lower', subject, at: nowMs, colos }), nowMs)
  return { ok: true, wrong: [] }
}

/** What cannot be judged counts as raising. */
const isBack = (change: PlannedChange | undefined, definition: string | null): boolean =>
  change !== undefined && change.definition === definition && !change.raises && change.exposure.direction !== 'unknown'
