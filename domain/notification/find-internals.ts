// Looks through a text that a person wrote for customers, before anything of it is kept: names of ours that mean nothing to
// customers, names of people, and whatever looks like a secret, an address or a version. What it does not know it cannot
// find: that is why such a text also needs an approval.

import type { Problem } from '../problem.ts'

/** Names that this deployment knows. Own values only; each may hold anything. */
export interface KnownInternals {
  readonly flags: readonly string[]
  readonly systems: readonly string[]
  readonly versions: readonly string[]
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

/** Findings that a refusal names. */
const maxFindings = 20

const wordCharacter = /[\p{L}\p{N}_]/u

/** Whether the name stands there as a word of its own: neither end in the middle of a longer one. */
function stands(text: string, name: string): boolean {
  if (name === '') return false
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(0, at).match(/.$/su)?.[0] ?? ''
    const after = text.slice(at + name.length).match(/^./su)?.[0] ?? ''
    if (!wordCharacter.test(before) && !wordCharacter.test(after)) return true
  }
  return false
}

/**
 * A name that nobody would take for a word. A flag or a system may be called "checkout" or "a": customers use the same words,
 * and would not be told anything by them.
 */
const isCoined = (name: string): boolean => name.length > 2 && !/^\p{L}\p{Ll}*$/u.test(name)

/** A version has digits and something else: "2027" is a year. */
const isVersion = (name: string): boolean => name.length > 3 && /\d/.test(name) && /\D/.test(name)

const minNamePartChars = 3

/** The whole name in any case; each part of it as it is written. */
function standsName(text: string, lower: string, name: string): boolean {
  const whole = name.trim()
  if (whole.length >= minNamePartChars && stands(lower, whole.toLowerCase())) return true
  const parts = whole.split(/[\s.,]+/u).filter((part) => [...part].length >= minNamePartChars && /^\p{Lu}/u.test(part))
  return parts.some((part) => stands(text, part))
}

const patterns: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a token or a key', /\b(?:fb|sk|pk|rk|ghp|gho|ghs|glpat|xox[abprs]|whsec|re)[_-][\w-]{8,}/gi],
  ['a key of a cloud', /\b(?:AKIA|ASIA|AIza)[\w-]{12,}/g],
  ['a signed token', /\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]+)?/g],
  ['a private key', /-----BEGIN [A-Z ]+-----/g],
  ['a credential', /\b(?:password|passwd|secret|token|api[_-]?key|authorization|bearer)\s*[:=]\s*\S+/gi],
  ['a credential in an address', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/@]+:[^\s/@]+@/gi],
  ['something as random as a secret', /\b(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])[\w+/-]{24,}/gi],
  ['an IP address', /\b(?:\d{1,3}\.){3}\d{1,3}\b/g],
  ['a host of ours', /\b(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|corp|svc|intranet))\b/gi],
  ['a version', /\bv?\d+\.\d+\.\d+[\w.+-]*/gi],
  ['an id of an incident, a hotfix or a deployment', /\b(?:i\d+-\d+|[idkr]\d{1,7})\b/g],
]

/** A secret is not repeated in the refusal: refusals are logged. */
const secretKinds = 7

/**
 * Everything found, as problems of the member at `path`; nothing for a text that may go out.
 *
 * @example findInternals('Ann is on it', known, '/text') // [{path: '/text', found: 'the name of a person: "Ann"', …}]
 */
export function findInternals(text: string, known: KnownInternals, path: string): Problem[] {
  const folded = text.normalize('NFKC')
  const lower = folded.toLowerCase()
  const problems: Problem[] = []
  const add = (found: string, allowed: string): void => {
    if (!problems.some((one) => one.found === found)) problems.push({ path, found, allowed })
  }
  const noticed = 'words for what customers notice, without names of ours'
  const name = (what: string, names: readonly string[], isNamed: (name: string) => boolean): void => {
    for (const one of names) if (isNamed(one) && stands(folded, one)) add(`${what}: ${JSON.stringify(one)}`, noticed)
  }
  name('the key of a flag', known.flags, isCoined)
  name('the id of a system', known.systems, isCoined)
  name('a deployed version', known.versions, isVersion)
  for (const person of known.people) {
    const isNamed = standsName(folded, lower, person.name) || (isCoined(person.id) && stands(folded, person.id))
    if (isNamed) add(`the name of a person: ${JSON.stringify(person.name)}`, 'a text without names: "we"')
  }
  for (const [index, [what, pattern]] of patterns.entries()) {
    const [first] = folded.match(pattern) ?? []
    if (first === undefined) continue
    add(index < secretKinds ? what : `${what}: ${JSON.stringify(first.slice(0, 60))}`, noticed)
  }
  return problems.slice(0, maxFindings)
}
