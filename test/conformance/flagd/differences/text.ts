import { trimSpace } from '../../../../domain/logic/values.ts'
import { fails } from '../engines.ts'
import { type Difference, isFlat, isNumber, isText } from './difference.ts'

export const text: readonly Difference[] = [
  {
    name: 'only text, numbers and null can be joined',
    theirs: 'writes booleans as words and lists as their members',
    ours: 'fails',
    why: 'Go',
    matches: ({ operator, values, ours }) =>
      operator === 'cat' && ours === fails && values.some((value) => typeof value === 'boolean' || !isFlat(value)),
    example: { rule: { cat: ['a', { var: 'yes' }] }, context: { yes: true }, ours: fails, theirs: 'atrue' },
  },
  {
    name: 'joining null alone is empty text',
    theirs: 'fails',
    ours: '""',
    why: 'Go; both leave null out where more is joined',
    matches: ({ operator, values, ours, theirs }) =>
      operator === 'cat' && values.length === 1 && values[0] === null && ours === '' && theirs === fails,
    example: { rule: { cat: [{ var: 'gone' }] }, ours: '', theirs: fails },
  },
  {
    name: 'joined text loses the white space at its ends',
    theirs: 'keeps it',
    ours: 'drops it, but leaves a single value alone',
    why: 'Go: a bucketing key built with cat has to be the same everywhere',
    matches: ({ operator, values, ours, theirs }) =>
      operator === 'cat' && values.length !== 1 && isText(theirs) && ours !== theirs && ours === trimSpace(theirs),
    example: { rule: { cat: [' ', { var: 'plan' }] }, context: { plan: 'pro' }, ours: 'pro', theirs: ' pro' },
  },
  {
    name: 'joined numbers are written without an exponent',
    theirs: 'writes 1e+21',
    ours: 'writes 1000000000000000000000',
    why: 'Go',
    matches: ({ operator, values, ours, theirs }) =>
      operator === 'cat' &&
      isText(ours) &&
      isText(theirs) &&
      values.some((v) => isNumber(v) && String(v).includes('e')),
    example: {
      rule: { cat: ['n', { var: 'n' }] },
      context: { n: 1e21 },
      ours: 'n1000000000000000000000',
      theirs: 'n1e+21',
    },
  },
  {
    name: 'a part of a number or of null is taken as of its text',
    theirs: 'fails',
    ours: 'reads a number as its digits and null as ""',
    why: 'Go',
    matches: ({ operator, values, ours, theirs }) =>
      operator === 'substr' && (values[0] === null || isNumber(values[0])) && isText(ours) && theirs === fails,
    example: { rule: { substr: [{ var: 'n' }, 1] }, context: { n: 123 }, ours: '23', theirs: fails },
  },
  {
    name: 'a part that starts outside the text is the whole text',
    theirs: 'is empty behind the end, and starts at 0 before the start',
    ours: 'the whole text',
    why: 'Go',
    matches: ({ operator, values: [whole, from], ours }) =>
      operator === 'substr' && isText(whole) && isNumber(from) && Math.abs(from) > whole.length && ours === whole,
    example: { rule: { substr: [{ var: 'plan' }, 5] }, context: { plan: 'pro' }, ours: 'pro', theirs: '' },
  },
  {
    name: 'text is measured in code points',
    theirs: 'in UTF-16 units',
    ours: 'in code points',
    why: 'Go',
    matches: ({ operator, values: [whole], ours, theirs }) =>
      operator === 'substr' && isText(whole) && whole.length !== [...whole].length && isText(ours) && isText(theirs),
    example: { rule: { substr: [{ var: 'a' }, 1] }, context: { a: '😀b' }, ours: 'b', theirs: '\ude00b' },
  },
]
