import type { Json } from '../../../../domain/json.ts'
import { fails } from '../engines.ts'
import { type Difference, isNumber, isText } from './difference.ts'

const operators = new Set(['+', '-', '*', '/', '%', 'min', 'max'])

const isReadable = (value: Json): boolean => isNumber(value) || isText(value)
const isOtherNumber = (value: Json): boolean => isText(value) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)

export const arithmetic: readonly Difference[] = [
  {
    name: 'only numbers and text can be calculated with',
    theirs: 'counts null as 0 and true as 1',
    ours: 'fails',
    why: 'Go',
    matches: ({ operator, values, ours }) => operators.has(operator) && ours === fails && !values.every(isReadable),
    example: { rule: { '+': [{ var: 'gone' }, 1] }, ours: fails, theirs: 1 },
  },
  {
    name: 'text that spells no number counts as 0',
    theirs: 'fails, or reads blanks around a number, 0x10, Infinity',
    ours: 'calculates with 0',
    why: 'Go',
    matches: ({ operator, values, ours }) => operators.has(operator) && isNumber(ours) && values.some(isOtherNumber),
    example: { rule: { '+': [{ var: 'plan' }, 1] }, context: { plan: 'pro' }, ours: 1, theirs: fails },
  },
  {
    name: 'min and max read text',
    theirs: 'fails on anything but numbers',
    ours: 'compares the number that the text spells',
    why: 'Go',
    matches: ({ operator, values, ours, theirs }) =>
      ['min', 'max'].includes(operator) && isNumber(ours) && theirs === fails && values.some(isText),
    example: { rule: { max: [{ var: 'score' }, 1] }, context: { score: '10' }, ours: 10, theirs: fails },
  },
  {
    name: 'min and max of nothing are null',
    theirs: 'fails',
    ours: 'null',
    why: 'Go',
    matches: ({ operator, values, ours }) => ['min', 'max'].includes(operator) && values.length === 0 && ours === null,
    example: { rule: { max: { var: 'scores' } }, context: { scores: [] }, ours: null, theirs: fails },
  },
  {
    name: 'division by 0 is no failure',
    theirs: 'fails',
    ours: 'infinity, or what is not a number',
    why: 'Go',
    matches: ({ operator, ours, theirs }) =>
      ['/', '%'].includes(operator) && isNumber(ours) && !Number.isFinite(ours) && theirs === fails,
    example: { rule: { '/': [{ var: 'one' }, 0] }, context: { one: 1 }, ours: Number.POSITIVE_INFINITY, theirs: fails },
  },
  {
    name: 'a single value is divided by nothing',
    theirs: 'answers 1 divided by the value',
    ours: 'answers the value',
    why: 'Go',
    matches: ({ operator, values, ours }) => operator === '/' && values.length === 1 && isNumber(ours),
    example: { rule: { '/': [{ var: 'four' }] }, context: { four: 4 }, ours: 4, theirs: 0.25 },
  },
  {
    name: 'a remainder takes two operands',
    theirs: 'goes on with every further operand',
    ours: 'ignores them; more are refused when a document is written',
    why: 'Go',
    matches: ({ operator, values, ours }) => operator === '%' && values.length > 2 && isNumber(ours),
    example: { rule: { '%': [{ var: 'nine' }, 5, 3] }, context: { nine: 9 }, ours: 4, theirs: 1 },
  },
  {
    name: 'nothing subtracted or divided is 0',
    theirs: 'fails',
    ours: '0',
    why: 'Go',
    matches: ({ operator, values, ours }) => ['-', '/'].includes(operator) && values.length === 0 && ours === 0,
    example: { rule: { '-': { var: 'scores' } }, context: { scores: [] }, ours: 0, theirs: fails },
  },
]
