// What differs between two versions of a flag, in words for the person who changes it.

import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { FlagVersion } from './compare-samples.ts'
import { describeRules } from './describe-rules.ts'
import type { Version } from './version.ts'

export interface DescribedChange {
  /** One sentence, without its full stop. */
  readonly why: string
  /** `understood`: all of it is told, and whoever may gain by the rules is somebody. */
  readonly kind: 'understood' | 'other'
  /** What settings beside the rules do to those who see the flag. */
  readonly settings: { readonly gains: boolean; readonly loses: boolean }
}

interface Finding {
  readonly text: string
  readonly isUnderstood: boolean
  readonly gains?: boolean
  readonly loses?: boolean
}

export function describeChange(
  { definition: before }: FlagVersion,
  { definition: after }: FlagVersion,
  older: Version,
  newer: Version,
): DescribedChange {
  const was = isJsonObject(before) ? before : {}
  const is = isJsonObject(after) ? after : {}
  const settings = describeSettings(objectAt(was, 'fuseboard'), objectAt(is, 'fuseboard'))
  const findings = [...describeFields(was, is), ...settings, ...describeTargeting(older, newer)]
  const effects = {
    gains: settings.some(({ gains }) => gains === true),
    loses: settings.some(({ loses }) => loses === true),
  }
  if (findings.length === 0) return { why: nothingSeen(was, is), kind: 'understood', settings: effects }
  const isUnderstood = findings.every((finding) => finding.isUnderstood)
  return { why: sentence(findings), kind: isUnderstood ? 'understood' : 'other', settings: effects }
}

const maxTold = 3

function sentence(findings: readonly Finding[]): string {
  const told = [...new Set(findings.map(({ text }) => text))]
  const rest = told.length - maxTold
  if (rest > 0) return `${told.slice(0, maxTold).join(', ')}, and ${rest} more ${rest === 1 ? 'change' : 'changes'}`
  return told.length < 2 ? told.join('') : `${told.slice(0, -1).join(', ')}, and ${told[told.length - 1]}`
}

function describeFields(was: JsonObject, is: JsonObject): Finding[] {
  const findings: Finding[] = []
  if (was.state === 'DISABLED' && is.state === 'ENABLED') {
    findings.push({ text: 'the flag is enabled', isUnderstood: true })
  }
  const [from, to] = [nameOf(was.defaultVariant), nameOf(is.defaultVariant)]
  if (from !== to) findings.push({ text: `the default variant changes from ${from} to ${to}`, isUnderstood: true })
  const [older, newer] = [objectAt(was, 'variants'), objectAt(is, 'variants')]
  for (const [name, value] of Object.entries(newer)) {
    if (!Object.hasOwn(older, name)) findings.push({ text: `the variant ${quoted(name)} is new`, isUnderstood: false })
    else if (!isSame(older[name], value)) {
      findings.push({ text: `the value of ${quoted(name)} changes`, isUnderstood: false })
    }
  }
  for (const name of Object.keys(older)) {
    if (!Object.hasOwn(newer, name))
      findings.push({ text: `the variant ${quoted(name)} is removed`, isUnderstood: false })
  }
  return findings
}

/** Settings that decide who sees the flag, or what switches it off. */
function describeSettings(was: JsonObject, is: JsonObject): Finding[] {
  const findings: Finding[] = []
  const told = (text: string, gains: boolean): void => {
    findings.push({ text, isUnderstood: true, gains, loses: !gains })
  }
  if (was.clientSide !== true && is.clientSide === true) told('client keys see the flag', true)
  if (was.clientSide === true && is.clientSide !== true) told('client keys no longer see the flag', false)
  if (was.strict === true && is.strict !== true) told('the flag stays on when the kill lease lapses', true)
  if (was.strict !== true && is.strict === true) told('the flag is off when the kill lease lapses', false)
  if (typeof was.system === 'string' && was.system !== is.system) {
    told(`a kill of the system ${quoted(was.system)} no longer reaches the flag`, true)
  }
  return findings
}

function describeTargeting({ rule: was }: Version, { rule: is }: Version): Finding[] {
  if (was === undefined || is === undefined) return [{ text: 'the targeting changes', isUnderstood: false }]
  return describeRules(was, is)
}

/** Names what differs where nobody can see a difference. */
function nothingSeen(was: JsonObject, is: JsonObject): string {
  const [older, newer] = [objectAt(was, 'fuseboard'), objectAt(is, 'fuseboard')]
  const names = [
    ...differing(older, newer),
    ...differing(was, is).filter((name) => name !== 'fuseboard' && name !== 'targeting'),
  ]
  if (names.length === 0)
    return isSame(was.targeting, is.targeting) ? 'nothing differs' : 'the rules are written in another way'
  return names.length === 1 ? `only the ${names[0]} differs` : `only ${names.join(', ')} differ`
}

function differing(was: JsonObject, is: JsonObject): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(is)])
  return [...names].filter((name) => !isSame(own(was, name), own(is, name)))
}

const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

function objectAt(parent: JsonObject, name: string): JsonObject {
  const value = own(parent, name)
  return isJsonObject(value) ? value : {}
}

const quoted = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name)
const nameOf = (variant: Json | undefined): string =>
  typeof variant === 'string' && variant !== '' ? quoted(variant) : 'none'
const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
