// Where two rules differ, in words. Both have their fragments written out. Only words: nothing is decided by them but
// whether a change is of a well-known kind.

import { distribution } from '../../bucket/distribution.ts'
import { isJsonObject, type Json } from '../../json.ts'

export interface RuleDifference {
  readonly text: string
  /** A change of a well-known kind: shares, members of a list, one term more or less. */
  readonly isUnderstood: boolean
}

const understood = (text: string): RuleDifference[] => [{ text, isUnderstood: true }]
const other = (text: string): RuleDifference[] => [{ text, isUnderstood: false }]

export function describeRules(was: Json, is: Json): RuleDifference[] {
  if (render(was) === render(is)) return []
  if (was === null) return other('the flag gets targeting')
  if (is === null) return other('the targeting is removed')
  return compare(was, is)
}

function compare(was: Json, is: Json): RuleDifference[] {
  if (render(was) === render(is)) return []
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) {
    return was.flatMap((part: Json, i) => compare(part, (is as readonly Json[])[i]!))
  }
  if (!isJsonObject(was) || !isJsonObject(is)) return other(`${brief(was)} becomes ${brief(is)}`)
  const [[operator, older] = ['', null]] = Object.entries(was)
  const [[now, newer] = ['', null]] = Object.entries(is)
  if (operator !== now || !Array.isArray(older) || !Array.isArray(newer)) return replaced(was, is)
  if (operator === 'fractional') return compareShares(older, newer)
  if (operator === 'in' && older.length === 2 && newer.length === 2) return compareMembers(older, newer)
  if (operator === 'and' || operator === 'or') return compareTerms(operator, older, newer)
  if (older.length === newer.length) return compare(older, newer)
  return replaced(was, is)
}

const replaced = (was: Json, is: Json): RuleDifference[] => other(`the condition ${brief(was)} becomes ${brief(is)}`)

function compareTerms(operator: 'and' | 'or', was: readonly Json[], is: readonly Json[]): RuleDifference[] {
  const [older, newer] = [new Set(was.map(render)), new Set(is.map(render))]
  const added = is.filter((term) => !older.has(render(term)))
  const removed = was.filter((term) => !newer.has(render(term)))
  const terms = operator === 'and' ? 'needed' : 'enough'
  if (added.length > 0 && removed.length > 0) {
    return was.length === is.length ? was.flatMap((term, i) => compare(term, is[i]!)) : other('conditions change')
  }
  if (added.length > 0) return understood(`${count(added, 'condition')} more ${areOr(added)} ${terms}`)
  if (removed.length > 0) return understood(`${count(removed, 'condition')} ${areOr(removed)} no longer ${terms}`)
  return other('conditions are asked in another order')
}

function compareMembers([subject = null, was = null]: readonly Json[], [now = null, is = null]: readonly Json[]) {
  if (render(subject) !== render(now) || !Array.isArray(was) || !Array.isArray(is)) {
    return [...compare(subject, now), ...compare(was, is)]
  }
  const [older, newer] = [new Set(was.map(render)), new Set(is.map(render))]
  const added = is.filter((member: Json) => !older.has(render(member)))
  const removed = was.filter((member: Json) => !newer.has(render(member)))
  const of = `the list for ${brief(subject)}`
  if (removed.length === 0) return understood(`${told(added)} ${added.length === 1 ? 'is' : 'are'} added to ${of}`)
  if (added.length === 0)
    return understood(`${told(removed)} ${removed.length === 1 ? 'is' : 'are'} removed from ${of}`)
  return understood(`${told(added)} replaced ${told(removed)} in ${of}`)
}

function compareShares(was: readonly Json[], is: readonly Json[]): RuleDifference[] {
  const [older, newer] = [sharesOf(was), sharesOf(is)]
  if (older === undefined || newer === undefined) return other('the shares change')
  if (older.by !== newer.by) return other('people are divided by something else')
  const names = [...new Set([...older.shares.keys(), ...newer.shares.keys()])]
  const moved = names
    .map((name) => ({ name, from: older.shares.get(name) ?? 0, to: newer.shares.get(name) ?? 0 }))
    .filter(({ from, to }) => from !== to)
  const [first] = moved
  if (first === undefined) return understood('people move between shares of the same size')
  const grows = first.to > first.from ? 'grows' : 'shrinks'
  const rest = moved.length > 2 ? `, and ${moved.length - 1} more shares move` : ''
  return understood(`the share of ${first.name} ${grows} from ${percent(first.from)} to ${percent(first.to)}${rest}`)
}

interface Shares {
  readonly by: string
  /** From 0 to 1, by variant. */
  readonly shares: ReadonlyMap<string, number>
}

function sharesOf(argument: readonly Json[]): Shares | undefined {
  const from = Array.isArray(argument[0]) ? 0 : 1
  const divided = distribution(argument.slice(from))
  if (divided === null) return undefined
  const shares = new Map<string, number>()
  divided.variants.forEach((variant, i) => {
    const size = (divided.ends[i]! - (divided.ends[i - 1] ?? 0)) / 2 ** 32
    shares.set(render(variant), (shares.get(render(variant)) ?? 0) + size)
  })
  return { by: render(from === 0 ? null : argument[0]!), shares }
}

const render = (value: Json): string => JSON.stringify(value)
const percent = (share: number): string => `${Number((share * 100).toFixed(3))} %`
const count = (list: readonly Json[], noun: string): string =>
  list.length === 1 ? `one ${noun}` : `${list.length} ${noun}s`
const areOr = (list: readonly Json[]): string => (list.length === 1 ? 'is' : 'are')
const told = (members: readonly Json[]): string =>
  members.length > 3 ? `${members.length} values` : members.map(brief).join(', ')

function brief(value: Json): string {
  const text = render(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
