// Decided differences that show in whole documents and answers, each with its example.

import type { Json, JsonObject } from '../../../../domain/json.ts'
import type { Answer } from '../engines.ts'

export interface DocumentDifference {
  readonly name: string
  readonly theirs: string
  readonly ours: string
  readonly why: string
  readonly example: {
    readonly document: JsonObject
    readonly context?: JsonObject
    /** What is expected of each flag's answer; undefined where flagd-core takes no flag of the document. */
    readonly ours: Readonly<Record<string, Partial<Answer>>>
    readonly theirs: Readonly<Record<string, Partial<Answer>>> | undefined
  }
}

/** Both agree about the value, a list, and only flagd-core makes a variant's name of it. */
export const isAnswerDifference = (value: Json, ours: Answer, theirs: Answer): boolean =>
  Array.isArray(value) &&
  ours.errorCode === 'GENERAL' &&
  theirs.reason === 'TARGETING_MATCH' &&
  theirs.variant === String(value)

const onOff = { on: true, off: false }
const flag = (targeting: Json): JsonObject => ({ state: 'ENABLED', variants: onOff, defaultVariant: 'off', targeting })
const on: Partial<Answer> = { reason: 'TARGETING_MATCH', value: true }
const deep = (levels: number): Json => (levels === 0 ? true : { '!!': [deep(levels - 1)] })

export const documentDifferences: readonly DocumentDifference[] = [
  {
    name: 'a list is no answer',
    theirs: 'takes the text of the list, ["on"] for on',
    ours: 'ERROR, GENERAL',
    why: 'Go',
    example: {
      document: { flags: { f: flag({ var: 'tags' }) } },
      context: { tags: ['on'] },
      ours: { f: { reason: 'ERROR', errorCode: 'GENERAL' } },
      theirs: { f: on },
    },
  },
  {
    name: 'references may stand in any order',
    theirs: 'replaces the text of each fragment once, in their order, and leaves those to earlier ones',
    ours: 'follows them wherever they lead',
    why: 'the order of keys in JSON means nothing',
    example: {
      document: {
        $evaluators: { early: { '==': [1, 1] }, late: { $ref: 'early' } },
        flags: { f: flag({ if: [{ $ref: 'late' }, 'on'] }) },
      },
      ours: { f: on },
      theirs: { f: { reason: 'ERROR', errorCode: 'PARSE_ERROR' } },
    },
  },
  {
    name: 'a bad flag harms no other',
    theirs: 'refuses the whole document for a wrong state or default variant',
    ours: 'quarantines that flag alone',
    why: 'one mistake must not take everything down at the edge',
    example: {
      document: { flags: { good: flag({ if: [true, 'on'] }), bad: { ...flag({}), defaultVariant: 'gone' } } },
      ours: { good: on, bad: { reason: 'ERROR', errorCode: 'PARSE_ERROR' } },
      theirs: undefined,
    },
  },
  {
    name: 'targeting has limits',
    theirs: 'nests as deep as the stack reaches',
    ours: 'refuses what is nested deeper than 64 operations or has more than 20000 nodes',
    why: 'nothing that a document says may hang or crash the edge',
    example: {
      document: { flags: { f: flag({ if: [deep(70), 'on'] }) } },
      ours: { f: { reason: 'ERROR', errorCode: 'PARSE_ERROR' } },
      theirs: { f: on },
    },
  },
]
