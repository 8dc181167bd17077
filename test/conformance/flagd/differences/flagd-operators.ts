import type { Json } from '../../../../domain/json.ts'
import { fails } from '../engines.ts'
import { type Difference, isText } from './difference.ts'

const operators = new Set(['fractional', 'sem_ver', 'starts_with', 'ends_with'])
const isPlain = (value: Json | undefined): boolean =>
  isText(value) && [...value].every((character) => character < '\u0080')

const entriesOf = (values: readonly Json[]): readonly (readonly Json[])[] =>
  values.filter((value): value is readonly Json[] => Array.isArray(value))

export const flagdOperators: readonly Difference[] = [
  {
    name: "flagd's operators work inside list operators",
    theirs: 'fails',
    ours: 'works as anywhere; the shorthand of fractional reads the targeting key of the context',
    why: 'Go, but for that shorthand, which finds nothing there',
    matches: ({ operator, place, ours, theirs }) =>
      operators.has(operator) && place.element !== undefined && theirs === fails && ours !== fails,
    example: {
      rule: { some: [{ var: 'tags' }, { starts_with: [{ var: '' }, 'a'] }] },
      context: { tags: ['ab'] },
      ours: true,
      theirs: fails,
    },
  },
  {
    name: 'a bucketing value of null falls back to the shorthand',
    theirs: 'null',
    ours: 'buckets by flag key and targeting key',
    why: 'Go: a property that is absent must not take everybody out of a rollout',
    matches: ({ operator, values, theirs }) => operator === 'fractional' && values[0] === null && theirs === null,
    example: {
      rule: { fractional: [{ var: 'gone' }, ['on', 1]] },
      context: { targetingKey: 'u' },
      ours: 'on',
      theirs: null,
    },
  },
  {
    name: 'a weight of null is 1',
    theirs: 'null for the whole operator',
    ours: 'weighs 1',
    why: 'Go',
    matches: ({ operator, values, theirs }) =>
      operator === 'fractional' && theirs === null && entriesOf(values).some(([, weight]) => weight === null),
    example: {
      rule: { fractional: [['on', { var: 'gone' }]] },
      context: { targetingKey: 'u' },
      ours: 'on',
      theirs: null,
    },
  },
  {
    name: 'what follows the weight of a share is ignored',
    theirs: 'null for the whole operator',
    ours: 'ignored; refused when a document is written',
    why: 'Go',
    matches: ({ operator, values, theirs }) =>
      operator === 'fractional' && theirs === null && entriesOf(values).some((entry) => entry.length > 2),
    example: { rule: { fractional: [['on', 1, 2]] }, context: { targetingKey: 'u' }, ours: 'on', theirs: null },
  },
  {
    name: 'a targeting key is text',
    theirs: 'buckets by the text of a number, a boolean or a map',
    ours: 'null',
    why: 'Go; but Go buckets by an empty targeting key, which is nobody here and in flagd-core',
    matches: ({ operator, place, ours }) => {
      const key = place.context.targetingKey
      return operator === 'fractional' && ours === null && key !== undefined && !isText(key)
    },
    example: { rule: { fractional: [['on', 1]] }, context: { targetingKey: 5 }, ours: null, theirs: 'on' },
  },
  {
    name: 'bucketing values are hashed as UTF-8',
    theirs: 'hashes UTF-16 units',
    ours: 'hashes the UTF-8 bytes',
    why: 'Go',
    matches: ({ operator, values, place }) =>
      operator === 'fractional' && !(isText(values[0]) ? isPlain(values[0]) : isPlain(place.context.targetingKey)),
    example: {
      rule: { fractional: [{ var: 'k' }, ['a', 1], ['b', 1]] },
      context: { k: 'größe-1' },
      ours: 'b',
      theirs: 'a',
    },
  },
  {
    name: 'a version is spelled as it is written',
    theirs: 'forgives blanks around it, a second v, and leading zeros of 01 and 01.2',
    ours: 'null',
    why: 'Go',
    matches: ({ operator, values, ours }) =>
      operator === 'sem_ver' &&
      ours === null &&
      values.some((value) => isText(value) && /^\s|\s$|^v[v=]|^v?0\d/i.test(value)),
    example: { rule: { sem_ver: [{ var: 'v' }, '=', '1.0.0'] }, context: { v: ' 1.0.0' }, ours: null, theirs: true },
  },
  {
    name: 'a version may have any number of digits',
    theirs: 'null beyond 9007199254740991',
    ours: 'compares all of them',
    why: 'Go',
    matches: ({ operator, values, theirs }) =>
      operator === 'sem_ver' && theirs === null && values.some((value) => isText(value) && /\d{16}/.test(value)),
    example: {
      rule: { sem_ver: [{ var: 'v' }, '>', '1.0.0'] },
      context: { v: '99999999999999999999.0.0' },
      ours: true,
      theirs: null,
    },
  },
  {
    name: 'a relation of versions is text',
    theirs: 'takes the only member of a list for it',
    ours: 'null',
    why: 'Go',
    matches: ({ operator, values, ours }) => operator === 'sem_ver' && ours === null && Array.isArray(values[1]),
    example: { rule: { sem_ver: ['1.0.0', { var: 'op' }, '1.0.0'] }, context: { op: ['='] }, ours: null, theirs: true },
  },
]
