// The rules that settings and secrets of channels are declared by, and the one check that goes by them. A refusal names the
// member by its pointer, and never repeats what was given for a secret.

import { isJsonObject, type Json, ownProperty, pointer } from '../../domain/json.ts'
import { checkHost } from '../../domain/net/public-host.ts'
import { type Problem, problem } from '../../domain/problem.ts'
import type { Channel } from './channel.ts'
import { holdsSecret } from './redact.ts'

export interface Rule<T> {
  readonly optional?: boolean
  /** Whether what was found may hold a password, and is not repeated in a refusal. */
  readonly discreet?: boolean
  /** What would be right; null where the value is. */
  readonly refuse: (value: T, allowLoopback: boolean) => string | null
}

export interface ChannelRules {
  readonly settings: Readonly<Record<string, Rule<Json>>>
  readonly secrets: Readonly<Record<string, Rule<string>>>
}

type Checked = Omit<Channel, 'id' | 'type'>

export const checkBy =
  (rules: ChannelRules) =>
  (channel: Checked, allowLoopback: boolean): readonly Problem[] => [
    ...checkSettings(rules, channel, allowLoopback),
    ...checkSecrets(rules, channel.secrets, allowLoopback),
    ...checkForSecrets(channel),
  ]

function checkSettings(
  { settings: rules }: ChannelRules,
  { settings, secrets }: Checked,
  allowLoopback: boolean,
): Problem[] {
  const surplus = Object.keys(settings)
    .filter((name) => !Object.hasOwn(rules, name))
    .map((name) => unknown('/settings', name, rules))
  const wrong = Object.entries(rules).flatMap(([name, { optional = false, discreet = false, refuse }]) => {
    const value = ownProperty(settings, name)
    const path = pointer('/settings', name)
    if (value === undefined && optional) return []
    const allowed = refuse(value ?? null, allowLoopback)
    // A secret in the wrong place is named as such, and not repeated here.
    if (allowed === null || findSecrets(value, path, Object.values(secrets)).length > 0) return []
    return [
      discreet && value !== undefined ? { path, found: 'something else', allowed } : problem(path, value, allowed),
    ]
  })
  return [...surplus, ...wrong]
}

function checkSecrets(
  { secrets: rules }: ChannelRules,
  secrets: Checked['secrets'],
  allowLoopback: boolean,
): Problem[] {
  const surplus = Object.keys(secrets)
    .filter((name) => !Object.hasOwn(rules, name))
    .map((name) => unknown('/secrets', name, rules))
  const wrong = Object.entries(rules).flatMap(([name, { optional = false, refuse }]) => {
    const has = Object.hasOwn(secrets, name)
    if (!has && optional) return []
    const allowed = refuse(has ? (secrets[name] as string) : '', allowLoopback)
    return allowed === null
      ? []
      : [{ path: pointer('/secrets', name), found: has ? 'something else' : 'nothing', allowed }]
  })
  return [...surplus, ...wrong]
}

const unknown = (path: string, name: string, rules: object): Problem => {
  const names = Object.keys(rules)
  const allowed = names.length === 0 ? 'nothing here' : `only ${names.join(', ')}`
  return { path: pointer(path, name), found: 'a member that this type does not have', allowed }
}

/** Settings are shown to everybody who may read. */
const checkForSecrets = ({ settings, secrets }: Checked): Problem[] =>
  findSecrets(settings, '/settings', Object.values(secrets))

/** Where in a value one of the secrets stands. */
export function findSecrets(value: Json | undefined, path: string, secrets: readonly string[]): Problem[] {
  if (typeof value === 'string') {
    const holds = secrets.some((secret) => holdsSecret(value, secret))
    return holds
      ? [{ path, found: 'a secret of a channel', allowed: 'text without secrets: it is shown and sent' }]
      : []
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, i) => findSecrets(item, pointer(path, i), secrets))
  }
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => [
    ...findSecrets(name, path, secrets),
    ...findSecrets(item, pointer(path, name), secrets),
  ])
}

export const optional = <T>(rule: Rule<T>): Rule<T> => ({ ...rule, optional: true })

export const yesOrNo: Rule<Json> = { refuse: (value) => (typeof value === 'boolean' ? null : 'true or false') }

/** Whether what people write for customers goes through it without anybody's approval. Of every type that can tell customers. */
export const preApproved: Rule<Json> = optional(yesOrNo)

/** A setting that is text of a certain form. */
export const textLike = (form: RegExp, allowed: string): Rule<Json> => ({
  refuse: (value) => (typeof value === 'string' && form.test(value) ? null : allowed),
})

const maxUrlLength = 2_048

/** What is wrong with an address that something is sent to; null where nothing is. */
export function refuseAddress(text: Json, allowLoopback: boolean): string | null {
  const allowed = 'an https address of a public host, without credentials'
  if (typeof text !== 'string' || text.length > maxUrlLength) return allowed
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return allowed
  const why = checkHost(url.hostname, allowLoopback)
  if (why !== null) return `${allowed}; ${url.hostname} is ${why}`
  const isLoopback = checkHost(url.hostname, false) !== null
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? null : allowed
}

export const address: Rule<Json> = { discreet: true, refuse: refuseAddress }

/** Where a provider's API is: an address without a query, which paths are put behind. */
export const baseUrl: Rule<Json> = {
  optional: true,
  discreet: true,
  refuse: (value, allowLoopback) =>
    typeof value === 'string' && /[?#]/.test(value)
      ? 'an address without a query'
      : refuseAddress(value, allowLoopback),
}

const secretText = /^[!-~]{8,2000}$/
export const secret: Rule<string> = {
  refuse: (text) => (secretText.test(text) ? null : '8 to 2000 printable ASCII characters without spaces'),
}

export const secretLike = (form: RegExp, allowed: string): Rule<string> => ({
  refuse: (text) => (secretText.test(text) && form.test(text) ? null : allowed),
})

export const secretAddress: Rule<string> = {
  refuse: (text, allowLoopback) => secret.refuse(text, allowLoopback) ?? refuseAddress(text, allowLoopback),
}

const emailForm = /^[^\s<>"(),:;@\\[\]\p{Cc}]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/iu
export const isEmailAddress = (text: unknown): text is string => typeof text === 'string' && emailForm.test(text)
export const emailAddress: Rule<Json> = {
  refuse: (value) => (isEmailAddress(value) ? null : 'an e-mail address'),
}

const phoneForm = /^\+[1-9]\d{6,14}$/
export const isPhoneNumber = (text: unknown): text is string => typeof text === 'string' && phoneForm.test(text)
export const phoneNumber: Rule<Json> = {
  refuse: (value) => (isPhoneNumber(value) ? null : 'a phone number such as "+441632960001"'),
}
