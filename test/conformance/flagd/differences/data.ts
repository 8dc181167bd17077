import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../../../domain/json.ts'
import type { Parting } from '../blame.ts'
import { type Difference, isFlat, isText } from './difference.ts'

const pathOf = ({ rule, values }: Parting): Json | undefined => (Array.isArray(rule) ? values[0] : rule)

/** What the path reads in JavaScript, where text and lists have properties and maps inherit some. */
function readAsJavaScript({ place }: Parting, path: string): unknown {
  const data: unknown = place.element === undefined ? place.context : place.element.value
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], data)
}

/** What the path reads by own properties of maps and by positions in lists. */
function readAsJson({ place }: Parting, path: string): Json | undefined {
  const data: Json | undefined = place.element === undefined ? place.context : place.element.value
  return path.split('.').reduce<Json | undefined>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value) && !/^\d+$/.test(key)) return undefined
    return Object.hasOwn(value, key) ? (value as Record<string, Json>)[key] : undefined
  }, data)
}

const hasEmptySegment = (path: Json | undefined): boolean =>
  isText(path) && path !== '' && path.split('.').some((segment) => segment === '')

export const data: readonly Difference[] = [
  {
    name: 'a path reads own properties only',
    theirs: 'reads the length and the characters of text, the length of lists, and inherited names',
    ours: 'null, or the default',
    why: 'Go; and what a caller sends must not reach into prototypes',
    matches: (parting) => {
      const path = pathOf(parting)
      if (parting.operator !== 'var' || !isText(path) || readAsJson(parting, path) !== undefined) return false
      return readAsJavaScript(parting, path) !== undefined
    },
    example: { rule: { var: 'plan.length' }, context: { plan: 'pro' }, ours: null, theirs: 3 },
  },
  {
    name: 'a path that ends early reads nothing',
    theirs: 'answers the 0, "" or false on its way, if the path has two or three segments',
    ours: 'null, or the default',
    why: 'Go',
    matches: (parting) => {
      const path = pathOf(parting)
      if (parting.operator !== 'var' || !isText(path) || readAsJson(parting, path) !== undefined) return false
      const segments = path.split('.')
      const onTheWay = segments.map((_, i) => readAsJson(parting, segments.slice(0, i).join('.')))
      return isFlat(parting.theirs) && !parting.theirs && onTheWay.includes(parting.theirs)
    },
    example: { rule: { var: 'user.plan' }, context: { user: 0 }, ours: null, theirs: 0 },
  },
  {
    name: 'empty segments of a path are skipped',
    theirs: 'reads the property called ""',
    ours: '".plan" reads "plan"',
    why: 'Go',
    matches: (parting) => {
      const path = pathOf(parting)
      if (parting.operator !== 'var' || !isText(path) || !hasEmptySegment(path)) return false
      const skipped = path.split('.').filter((segment) => segment !== '')
      return isDeepStrictEqual(parting.ours, readAsJson(parting, skipped.join('.')))
    },
    example: { rule: { var: '.plan' }, context: { plan: 'pro' }, ours: 'pro', theirs: null },
  },
  {
    name: 'a default stands in for null, too',
    theirs: 'answers the null that is there',
    ours: 'answers the default',
    why: 'Go',
    matches: (parting) => {
      const path = pathOf(parting)
      return parting.operator === 'var' && isText(path) && parting.theirs === null && readAsJson(parting, path) === null
    },
    example: { rule: { var: ['plan', 'free'] }, context: { plan: null }, ours: 'free', theirs: null },
  },
  {
    name: 'a path of null reads nothing but a plain element',
    theirs: 'reads everything, as "" does',
    ours: 'null at the root and for an element that is a list or map',
    why: 'Go',
    matches: (parting) =>
      parting.operator === 'var' && pathOf(parting) === null && parting.ours === null && !isFlat(parting.theirs),
    example: {
      rule: { map: [{ var: 'people' }, { var: null }] },
      context: { people: [{ a: 1 }] },
      ours: [null],
      theirs: [{ a: 1 }],
    },
  },
  {
    name: '$edge is never taken from the context',
    theirs: 'an ordinary key of the context',
    ours: "the edge's own facts of the request, or nothing",
    why: 'a caller must not pretend to be elsewhere',
    matches: (parting) => {
      const path = pathOf(parting)
      if (parting.operator !== 'var' || !isText(path)) return false
      if (path !== '') return path.split('.')[0] === '$edge' && parting.ours === null
      return Object.hasOwn(parting.theirs as object, '$edge') && !Object.hasOwn(parting.ours as object, '$edge')
    },
    example: { rule: { var: '$edge.country' }, context: { $edge: { country: 'DE' } }, ours: null, theirs: 'DE' },
  },
  {
    name: 'null counts as missing',
    theirs: 'counts as there',
    ours: 'missing',
    why: 'Go',
    matches: (parting) => {
      const { operator, ours, theirs } = parting
      if (!['missing', 'missing_some'].includes(operator)) return false
      if (!Array.isArray(ours) || !Array.isArray(theirs)) return false
      const more = ours.filter((name: Json) => !theirs.includes(name))
      return more.length > 0 && more.some((name: Json) => readAsJson(parting, String(name)) === null)
    },
    example: { rule: { missing: ['plan'] }, context: { plan: null }, ours: ['plan'], theirs: [] },
  },
  {
    name: 'names in a list in the list are missed one by one',
    theirs: 'takes the inner list for one name',
    ours: 'takes every name of it',
    why: 'JsonLogic; Go takes it for a path with a default',
    matches: ({ operator, values }) => operator === 'missing' && values.some(Array.isArray),
    example: { rule: { missing: [{ merge: ['a', 'b'] }] }, context: { a: 1 }, ours: ['b'], theirs: [['a', 'b']] },
  },
]
