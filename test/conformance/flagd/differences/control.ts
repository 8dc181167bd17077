import type { Json } from '../../../../domain/json.ts'
import { type Parting, partAt } from '../blame.ts'
import { fails, refused, theirValue } from '../engines.ts'
import { type Difference, isFlat } from './difference.ts'

const lazy = new Set(['if', '?:', 'and', 'or'])

/** All rules inside a rule, the rule among them. */
function* within(rule: Json): Generator<Json> {
  yield rule
  if (typeof rule === 'object' && rule !== null) for (const part of Object.values(rule)) yield* within(part as Json)
}

/** Some part that is never reached fails in flagd-core by itself: it calculates constants beforehand. */
const failsUnreached = ({ rule, place }: Parting): boolean =>
  [...within(rule)].some((part) => !isFlat(part) && theirValue(part, place) === fails && partAt(part, place))

const failsUnreachedInBoth = ({ rule, place }: Parting): boolean =>
  [...within(rule)].some((part) => !isFlat(part) && theirValue(part, { ...place, context: {} }) === fails)

export const control: readonly Difference[] = [
  {
    name: 'what is not reached cannot fail',
    theirs: 'calculates constants beforehand and fails for the whole rule',
    ours: 'evaluates the branch that is taken, and nothing else',
    why: 'JsonLogic, and Go',
    matches: (parting) =>
      lazy.has(parting.operator) &&
      parting.theirs === fails &&
      parting.ours !== fails &&
      (failsUnreached(parting) || failsUnreachedInBoth(parting)),
    example: {
      rule: { if: [{ var: 'no' }, { '+': ['text', 1] }, 'off'] },
      context: { no: false },
      ours: 'off',
      theirs: fails,
    },
  },
  {
    name: 'branches may be a list that an operation answers',
    theirs: 'fails',
    ours: 'takes its values; refused when a document is written',
    why: 'nothing is lost: Go fails, and no document that was accepted holds it',
    matches: ({ operator, rule, theirs, ours }) =>
      lazy.has(operator) && !Array.isArray(rule) && theirs === fails && ours !== fails,
    example: { rule: { or: { var: 'tags' } }, context: { tags: ['', 'a'] }, ours: 'a', theirs: fails },
  },
  {
    name: 'an operation has one operator',
    theirs: 'fails while evaluating',
    ours: 'cannot be compiled; Go takes the map for a plain value',
    why: 'a second key is a mistake that is better found when the document is written',
    matches: ({ operator, ours, theirs }) => operator === 'two operators' && ours === refused && theirs === fails,
    example: { rule: { merge: [{ var: 'a', '!': [] }] }, ours: refused, theirs: fails },
  },
  {
    name: "json-logic-engine's own operators are unknown",
    theirs: 'evaluates ?? val exists length keys get try throw pipe eachKey preserve not every',
    ours: 'unknown operators',
    why: 'no other flagd implementation has them',
    matches: ({ operator, ours }) =>
      ours === refused &&
      [
        '??',
        'val',
        'exists',
        'length',
        'keys',
        'get',
        'try',
        'throw',
        'pipe',
        'eachKey',
        'preserve',
        'not',
        'every',
      ].includes(operator),
    example: { rule: { length: { var: 'tags' } }, context: { tags: [1] }, ours: refused, theirs: 1 },
  },
  {
    name: 'a path is text or a number',
    theirs: 'fails for a boolean, and takes the text of a list in the list',
    ours: 'cannot be compiled',
    why: 'Go fails on it; a mistake is better found when the document is written',
    matches: ({ operator, ours }) => operator === 'var' && ours === refused,
    example: { rule: { var: [['plan']] }, context: { plan: 'pro' }, ours: refused, theirs: 'pro' },
  },
]
