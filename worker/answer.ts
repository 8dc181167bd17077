// From a view and a context to answers. The order of evaluation that concerns the whole system stands here: unknown key,
// kill, what the failure policy allows, and only then the flag's own rules.

import type { CompiledFlag } from '../domain/flag/compile-flag.ts'
import { flagNotFound, type Outcome, switchedOff } from '../domain/flag/outcome.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Frame } from '../domain/logic/program.ts'
import type { Source, Tier } from '../protocol/source.ts'
import { type Marks, mark } from './snapshot/enforcement.ts'
import type { View } from './snapshot/ladder.ts'

/** Whose question it is: a server sees every flag, a client only those marked `clientSide`. */
export type Access = 'server' | 'client'

export interface Answer {
  readonly outcome: Outcome
  readonly tier: Tier
  /** Position of the flag in the held snapshot that the outcome belongs to; -1 where it belongs to none. */
  readonly index: number
}

const unowned = -1

export function createFrame(context: JsonObject, nowMs: number, edge?: JsonObject): Frame {
  return { context, nowSeconds: Math.floor(nowMs / 1000), edge, bulkHashed: false }
}

/** Answers one flag. */
export function answerOne(view: View, key: string, frame: Frame, access: Access): Answer {
  const { held, decision } = view
  const flag = held?.snapshot.find(key)
  if (flag === undefined || (access === 'client' && !flag.clientSide)) {
    if (decision.standardServed) return { outcome: flagNotFound(key), tier: view.servedTier, index: unowned }
    const fallback = flag === undefined ? fallbackOutcome(view, key, frame, access) : undefined
    if (fallback === undefined) return { outcome: switchedOff(key), tier: 'off', index: unowned }
    return { outcome: fallback, tier: 'fallback', index: unowned }
  }
  return answerKnown(view, flag, frame, access)
}

function answerKnown(view: View, flag: CompiledFlag, frame: Frame, access: Access): Answer {
  const { decision, held, servedTier } = view
  const { index } = flag
  const marked = held!.marks[index]
  if (marked !== mark.none) return { outcome: marked === mark.killed ? flag.killed : flag.off, tier: servedTier, index }
  if (decision.standardServed) {
    if (flag.strict && !decision.strictServed) return { outcome: flag.off, tier: 'off', index }
    return { outcome: flag.evaluate(frame), tier: servedTier, index }
  }
  const fallback = fallbackOutcome(view, flag.key, frame, access)
  if (fallback === undefined) return { outcome: flag.off, tier: 'off', index }
  return { outcome: fallback, tier: 'fallback', index: unowned }
}

function fallbackOutcome(
  { fallback, fallbackMarks }: View,
  key: string,
  frame: Frame,
  access: Access,
): Outcome | undefined {
  const flag = fallback.find(key)
  if (flag === undefined || (access === 'client' && !flag.clientSide)) return undefined
  return enforced(flag, fallbackMarks, frame)
}

function enforced(flag: CompiledFlag, marks: Marks, frame: Frame): Outcome {
  const marked = marks[flag.index]
  if (marked === mark.none) return flag.evaluate(frame)
  return marked === mark.killed ? flag.killed : flag.off
}

/**
 * Answers every flag that `access` may see. `index` is the flag's position in the held snapshot, or -1 where the
 * outcome belongs to none. Returns the tier of the whole.
 */
export function answerAll(
  view: View,
  frame: Frame,
  access: Access,
  take: (outcome: Outcome, index: number) => void,
): Tier {
  const { held, decision, servedTier } = view
  if (held === undefined || !decision.standardServed) return answerAllUnserved(view, frame, access, take)
  const { snapshot, marks } = held
  const prepared = snapshot.prepareBulk(frame)
  for (const flag of snapshot.flags) {
    if (access === 'client' && !flag.clientSide) continue
    const withheld = flag.strict && !decision.strictServed && marks[flag.index] === mark.none
    take(withheld ? flag.off : enforced(flag, marks, prepared), flag.index)
  }
  return servedTier
}

/** All that either document knows, each by its own ladder. */
function answerAllUnserved(
  view: View,
  frame: Frame,
  access: Access,
  take: (outcome: Outcome, index: number) => void,
): Tier {
  const known = [...(view.held?.snapshot.flags ?? []), ...view.fallback.flags]
  const visible = known.filter((flag) => access === 'server' || flag.clientSide)
  let tier: Tier = 'off'
  for (const key of new Set(visible.map((flag) => flag.key))) {
    const answer = answerOne(view, key, frame, access)
    if (answer.tier === 'fallback') tier = 'fallback'
    take(answer.outcome, answer.index)
  }
  return tier
}

/** What an answer says of its origin. */
export function sourceOf(view: View, tier: Tier): Source {
  const { decision, held, fallback } = view
  const fromHeld = tier !== 'fallback' && held !== undefined
  const revision = fromHeld ? held.snapshot.revision : tier === 'fallback' ? fallback.revision : 'none'
  const cause = decision.cause ?? (tier === 'off' ? 'feed_lapsed' : undefined)
  return cause === undefined
    ? { revision, ageMs: decision.ageMs, tier }
    : { revision, ageMs: decision.ageMs, tier, cause }
}
