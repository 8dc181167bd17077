import { truthy } from '../../../../domain/logic/values.ts'
import type { Parting } from '../blame.ts'
import { fails } from '../engines.ts'
import { type Difference, isFlat, isNumber, isText } from './difference.ts'

const walking = new Set(['map', 'filter', 'all', 'some', 'none', 'reduce'])

/** What a list operator makes of no list at all, or of something that can be none. */
const ofNoList = ({ operator, ours }: Parting): boolean =>
  ours === fails || ours === (operator === 'none') || ours === 0 || (Array.isArray(ours) && ours.length === 0)

export const lists: readonly Difference[] = [
  {
    name: 'only text is part of text',
    theirs: 'turns the value into text first',
    ours: 'fails',
    why: 'Go',
    matches: ({ operator, values, ours }) =>
      operator === 'in' && isText(values[1]) && !isText(values[0]) && ours === fails,
    example: { rule: { in: [{ var: 'n' }, 'a1'] }, context: { n: 1 }, ours: fails, theirs: true },
  },
  {
    name: 'empty text contains empty text',
    theirs: 'false',
    ours: 'true',
    why: 'Go',
    matches: ({ operator, values, ours }) => operator === 'in' && values[0] === '' && values[1] === '' && ours === true,
    example: { rule: { in: ['', { var: 'plan' }] }, context: { plan: '' }, ours: true, theirs: false },
  },
  {
    name: 'a number is found as text that spells it',
    theirs: 'members are compared strictly',
    ours: 'found; text that spells no number is found by 0',
    why: 'Go',
    matches: ({ operator, values: [value, members], ours }) =>
      operator === 'in' && isNumber(value) && Array.isArray(members) && members.some(isText) && ours === true,
    example: { rule: { in: [{ var: 'n' }, ['1', '2']] }, context: { n: 1 }, ours: true, theirs: false },
  },
  {
    name: 'a pair in a list is a range',
    theirs: 'a member that nothing equals',
    ours: 'holds for numbers from its first to its second value; fails for what is no number',
    why: 'Go',
    matches: ({ operator, values: [, members] }) =>
      operator === 'in' && Array.isArray(members) && members.some((member) => Array.isArray(member)),
    example: { rule: { in: [{ var: 'age' }, [[18, 25]]] }, context: { age: 20 }, ours: true, theirs: false },
  },
  {
    name: 'nothing is in what is neither text nor list',
    theirs: 'fails',
    ours: 'false',
    why: 'Go',
    matches: ({ operator, values: [, container], ours, theirs }) =>
      operator === 'in' && !isText(container) && !Array.isArray(container) && ours === false && theirs === fails,
    example: { rule: { in: ['a', { var: 'n' }] }, context: { n: 5 }, ours: false, theirs: fails },
  },
  {
    name: 'a list operator walks lists only',
    theirs: 'fails, walks the characters of text, or takes a false value for an empty list',
    ours: 'a constant is no list; a computed value that is none fails, unless it is false itself',
    why: 'Go, except that Go fails on some false values, too',
    matches: (parting) =>
      walking.has(parting.operator) &&
      !Array.isArray(parting.values[0]) &&
      parting.values[0] !== null &&
      ofNoList(parting),
    example: { rule: { some: [{ var: 'plan' }, true] }, context: { plan: 'pro' }, ours: fails, theirs: true },
  },
  {
    name: 'reducing no list is 0',
    theirs: 'the first value',
    ours: '0',
    why: 'Go',
    matches: ({ operator, values, ours }) => operator === 'reduce' && values[0] === null && ours === 0,
    example: { rule: { reduce: [{ var: 'gone' }, { var: 'current' }, 5] }, ours: 0, theirs: 5 },
  },
  {
    name: 'reducing keeps the type of its first value',
    theirs: 'carries on whatever the rule answers',
    ours: 'turns each answer into that type, fails if it cannot, and if the first value is null, a list or a map',
    why: 'Go',
    matches: ({ operator, values: [list, first = null], ours, theirs }) =>
      operator === 'reduce' &&
      Array.isArray(list) &&
      (ours === fails
        ? !isFlat(first) || first === null || !isNumber(theirs)
        : typeof ours === typeof first && typeof theirs !== typeof first),
    example: { rule: { reduce: [{ var: 'l' }, '7', 0] }, context: { l: [1] }, ours: 7, theirs: '7' },
  },
  {
    name: 'reducing steps over null',
    theirs: 'hands null to the rule',
    ours: 'leaves the element out',
    why: 'Go',
    matches: ({ operator, values: [list] }) => operator === 'reduce' && Array.isArray(list) && list.includes(null),
    example: {
      rule: { reduce: [{ var: 'l' }, { cat: [{ var: 'accumulator' }, '.'] }, ''] },
      context: { l: [1, null] },
      ours: '.',
      theirs: '..',
    },
  },
  {
    name: 'reducing without a first value is 0',
    theirs: 'starts from the first element',
    ours: '0; refused when a document is written',
    why: 'Go',
    matches: ({ operator, rule, ours }) =>
      operator === 'reduce' && Array.isArray(rule) && rule.length < 3 && ours === 0,
    example: { rule: { reduce: [{ var: 'l' }, { var: 'current' }] }, context: { l: [1, 2] }, ours: 0, theirs: 2 },
  },
  {
    name: 'the first value of a sum is added first',
    theirs: 'adds up the list before it adds the first value, which shows in the last digits',
    ours: 'adds from the first value on',
    why: 'Go',
    matches: ({ operator, values: [list, first], theirs }) =>
      operator === 'reduce' &&
      Array.isArray(list) &&
      list.every(isNumber) &&
      isNumber(first) &&
      theirs === list.reduce((sum: number, value) => sum + Number(value), 0) + first,
    example: {
      rule: { reduce: [{ var: 'l' }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 1] },
      context: { l: [1e-7, 1e-7, 1] },
      ours: 2.0000002,
      theirs: 2.0000001999999997,
    },
  },
  {
    name: 'a list operator without a rule has nothing to do',
    theirs: 'fails where its arguments are not a list',
    ours: 'answers as for an empty list; refused when a document is written',
    why: 'Go, where its list is too short; Go fails where there is none',
    matches: (parting) =>
      walking.has(parting.operator) && !Array.isArray(parting.rule) && parting.theirs === fails && ofNoList(parting),
    example: { rule: { map: { var: 'tags' } }, context: { tags: [1, 2] }, ours: [], theirs: fails },
  },
  {
    name: 'a list that stands alone is negated as a value',
    theirs: 'negates its first member',
    ours: 'asks whether it is empty, where it is written in a list of arguments',
    why: 'Go',
    matches: ({ operator, rule, values: [value = null], ours }) =>
      ['!', '!!'].includes(operator) &&
      Array.isArray(rule) &&
      Array.isArray(value) &&
      ours === (truthy(value) === (operator === '!!')),
    example: { rule: { '!!': [{ var: 'tags' }] }, context: { tags: [''] }, ours: true, theirs: false },
  },
]
