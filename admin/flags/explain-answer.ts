// From a document and what is in force to the answer that an evaluator gives now, with its reasons. Pure.

import { compileSnapshot } from '../../domain/flag/compile-snapshot.ts'
import { type Circumstances, type Explanation, explainFlag } from '../../domain/flag/explain-flag.ts'
import type { Outcome } from '../../domain/flag/outcome.ts'
import { isJsonObject, type JsonObject, ownProperty } from '../../domain/json.ts'
import type { DecidedBy, ExplainAnswer, ExplainedAnswer } from '../../protocol/admin-explain.ts'
import type { KillRecord } from '../../protocol/admin-kill.ts'
import { createReferenceHasher } from '../../wasm/reference.ts'

export interface Situation {
  readonly document: JsonObject
  /** All kills in force. */
  readonly kills: readonly KillRecord[]
  /** Whether the feed lowers the flag below what this document says. */
  readonly isLowered: boolean
  /** What else a reader has to know of the revision. */
  readonly remark: string | undefined
}

export type AnswerParts = Omit<ExplainAnswer, 'key' | 'revision' | 'number'>

/** The document has to hold the flag. */
export function explainAnswer(key: string, circumstances: Circumstances, situation: Situation): AnswerParts {
  const { document, isLowered, remark } = situation
  const definition = ownProperty(document.flags as JsonObject, key)!
  const alone = { ...document, flags: Object.fromEntries([[key, definition]]) }
  const flag = compileSnapshot(alone, '', createReferenceHasher)!.flags[0]!
  const kills = situation.kills.filter(({ target }) => {
    if ('all' in target) return true
    return 'flag' in target ? target.flag === key : target.system === flag.settings.system
  })
  const explanation = explainFlag(key, alone, circumstances, createReferenceHasher)
  const isDisabled = isJsonObject(definition) && definition.state === 'DISABLED'
  const decidedBy = decide({ isKilled: kills.length > 0, isLowered, isDisabled, explanation })
  const isCut = decidedBy === 'kill' || decidedBy === 'lowered'
  const outcome = decidedBy === 'kill' ? flag.killed : isCut ? flag.off : explanation.outcome
  const note = `The edge answers ${shown(outcome)}: ${reasonOf(decidedBy, kills, explanation)}.`
  return {
    answer: render(outcome),
    decidedBy,
    ...(isCut && { withoutKill: render(explanation.outcome) }),
    kills,
    steps: explanation.steps,
    ...(explanation.truncated && { truncated: true }),
    note: remark === undefined ? note : `${note} ${remark}`,
  }
}

interface Evidence {
  readonly isKilled: boolean
  readonly isLowered: boolean
  readonly isDisabled: boolean
  readonly explanation: Explanation
}

/** In the order in which an evaluator decides. */
function decide({ isKilled, isLowered, isDisabled, explanation }: Evidence): DecidedBy {
  if (isKilled) return 'kill'
  if (isLowered) return 'lowered'
  if (explanation.quarantine !== undefined) return 'quarantine'
  return isDisabled ? 'disabled' : 'rules'
}

function reasonOf(decidedBy: DecidedBy, [kill]: readonly KillRecord[], { outcome, quarantine }: Explanation): string {
  switch (decidedBy) {
    case 'kill':
      return `${targetOf(kill!)} is killed by ${kill!.by} since ${kill!.at} (${kill!.reason})`
    case 'lowered':
      return 'a newer revision lowers this flag, so evaluators that still hold this one switch it off'
    case 'disabled':
      return 'the flag is disabled'
    case 'quarantine':
      return `the flag is quarantined (${quarantine})`
    case 'rules':
      return ruleReasons[outcome.reason]
  }
}

function targetOf({ target }: KillRecord): string {
  if ('all' in target) return 'everything'
  return 'flag' in target ? 'the flag' : `its system ${JSON.stringify(target.system)}`
}

const ruleReasons: Readonly<Record<Outcome['reason'], string>> = {
  STATIC: 'the flag has no targeting, and this is its default',
  DEFAULT: 'the targeting chose no variant, so the default applies',
  TARGETING_MATCH: 'the targeting chose it',
  ERROR: 'the targeting failed, or answered no variant of the flag',
  DISABLED: 'the flag is disabled',
}

function shown({ value, variant }: Outcome): string {
  if (value === undefined) return "no value, so that the caller's own default applies"
  const text = JSON.stringify(value)
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text
  return variant === undefined ? short : `${short} (variant ${JSON.stringify(variant)})`
}

function render({ reason, value, variant, errorCode, errorDetails, metadata }: Outcome): ExplainedAnswer {
  return {
    reason,
    ...(value !== undefined && { value }),
    ...(variant !== undefined && { variant }),
    ...(errorCode !== undefined && { errorCode }),
    ...(errorDetails !== undefined && { errorDetails }),
    ...(metadata !== undefined && { metadata }),
  }
}
