import type { Json } from '../../../../domain/json.ts'
import { comparable } from '../../../../domain/logic/values.ts'
import type { Parting } from '../blame.ts'
import { fails } from '../engines.ts'
import { type Difference, isFlat, isText, opposed } from './difference.ts'

const loose = new Set(['==', '!=', '<', '<=', '>', '>='])
const order = new Set(['<', '<=', '>', '>='])
const strict = new Set(['===', '!=='])

/** JavaScript reads it as a number, and as another one than Go: blanks around it, other bases, Infinity. */
const isReadOtherwise = (value: Json): boolean =>
  isText(value) && !Number.isNaN(Number(value)) && comparable(value) !== Number(value)

const isAscii = (value: string): boolean => [...value].every((character) => character < '\u0080')
const makesNoNumber = (value: Json): boolean => !isFlat(value) || (isText(value) && Number.isNaN(Number(value)))

const fewerThanTwo = ({ operator, values, ours, theirs }: Parting): boolean =>
  (loose.has(operator) || strict.has(operator)) && values.length < 2 && theirs === fails && typeof ours === 'boolean'

export const comparison: readonly Difference[] = [
  {
    name: 'what makes no number compares as unequal',
    theirs: 'fails',
    ours: 'false; true for !=',
    why: 'Go reads it as NaN, which is neither equal to nor less than anything',
    matches: ({ operator, values, ours, theirs }) =>
      loose.has(operator) && theirs === fails && ours === (operator === '!=') && values.some(makesNoNumber),
    example: { rule: { '==': [{ var: 'age' }, 'adult'] }, context: { age: 18 }, ours: false, theirs: fails },
  },
  {
    name: 'null equals nothing but null',
    theirs: 'compares null as 0',
    ours: 'equal to null alone; in < and > it counts as 0',
    why: 'Go',
    matches: (parting) =>
      ['==', '!=', '<=', '>='].includes(parting.operator) &&
      opposed(parting) &&
      parting.values.some((value) => value === null) &&
      parting.values.some((value) => value !== null && comparable(value) === 0),
    example: { rule: { '==': [{ var: 'age' }, 0] }, context: { age: null }, ours: false, theirs: true },
  },
  {
    name: 'only decimal text spells a number',
    theirs: 'reads blanks around a number, 0x10, Infinity',
    ours: 'such text makes no number; a spelling too large for one makes none either',
    why: 'Go, except that Go also reads inf and hexadecimal floating point',
    matches: ({ operator, values, ours, theirs }) =>
      loose.has(operator) &&
      typeof ours === 'boolean' &&
      typeof theirs === 'boolean' &&
      values.some(isReadOtherwise) &&
      !values.every(isText),
    example: { rule: { '==': [{ var: 'age' }, 18] }, context: { age: ' 18 ' }, ours: false, theirs: true },
  },
  {
    name: 'text is ordered by code point',
    theirs: 'orders by UTF-16 unit',
    ours: 'orders as the UTF-8 bytes are',
    why: 'Go',
    matches: (parting) =>
      order.has(parting.operator) &&
      opposed(parting) &&
      parting.values.every(isText) &&
      !parting.values.every((value) => isAscii(String(value))),
    example: {
      rule: { '<': [{ var: 'a' }, { var: 'b' }] },
      context: { a: '\uffff', b: '😀' },
      ours: true,
      theirs: false,
    },
  },
  {
    name: 'lists and maps are never strictly equal',
    theirs: 'equal if they are the same object in memory',
    ours: 'false',
    why: 'Go',
    matches: (parting) => strict.has(parting.operator) && opposed(parting) && !parting.values.some(isFlat),
    example: { rule: { '===': [{ var: 'tags' }, { var: 'tags' }] }, context: { tags: [] }, ours: false, theirs: true },
  },
  {
    name: 'three operands are all evaluated',
    theirs: 'stops at the first pair that does not hold',
    ours: 'fails if the third operand fails',
    why: 'Go',
    matches: ({ operator, values, ours, theirs }) =>
      order.has(operator) && values.length === 3 && values[2] === fails && ours === fails && theirs === false,
    example: {
      rule: { '<': [2, { var: 'one' }, { '+': [null, { var: 'one' }, {}] }] },
      context: { one: 1 },
      ours: fails,
      theirs: false,
    },
  },
  {
    name: 'equality takes two operands',
    theirs: 'compares every neighbour of a longer list',
    ours: 'compares the first two; more are refused when a document is written',
    why: 'Go',
    matches: (parting) =>
      ['==', '!=', '===', '!=='].includes(parting.operator) &&
      parting.values.length > 2 &&
      parting.ours !== parting.theirs,
    example: { rule: { '==': [1, 1, { var: 'two' }] }, context: { two: 2 }, ours: true, theirs: false },
  },
  {
    name: 'a comparison of fewer than two values holds for nothing',
    theirs: 'fails',
    ours: 'false; true for != and !==; refused when a document is written',
    why: 'Go',
    matches: fewerThanTwo,
    example: { rule: { '==': [{ var: 'age' }] }, ours: false, theirs: fails },
  },
]
