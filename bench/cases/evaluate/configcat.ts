// ConfigCat, offline: the config comes out of a cache, evaluated through one snapshot, which spares a promise per flag.

import { createConsoleLogger, getClient, LogLevel, PollingMode, User } from 'configcat-node'
import { country, type Kind } from '../../documents.ts'
import { contexts, lastUser } from './inputs.ts'
import type { CreateSubject } from './subject.ts'

const booleanType = 0
const textEquals = 28
const on = { v: { b: true } }
const off = { v: { b: false } }
const quarter = [
  { p: 25, ...on },
  { p: 75, ...off },
]
const fromCountry = [{ u: { a: 'Country', c: textEquals, s: country } }]

const settings: Readonly<Record<Kind, object>> = {
  plain: on,
  rule: { ...off, r: [{ c: fromCountry, s: on }] },
  rollout: { ...off, p: quarter },
  'rule and rollout': { ...off, r: [{ c: fromCountry, p: quarter }] },
}

const users = contexts.map((context) => {
  return new User(context.targetingKey, undefined, context.country, { plan: context.plan })
})

export const create: CreateSubject = async (flags) => {
  const all = Object.fromEntries(flags.map(({ key, kind }) => [key, { t: booleanType, ...settings[kind] }]))
  const config = JSON.stringify({ p: { u: 'http://offline.invalid', r: 0, s: 'salt' }, f: all })
  const part = 'b'.repeat(22)
  const client = getClient(`configcat-sdk-1/${part}/${part}`, PollingMode.ManualPoll, {
    offline: true,
    logger: createConsoleLogger(LogLevel.Off),
    cache: { get: () => `${Date.now()}\netag\n${config}`, set() {} },
  })
  // Only asking for something brings the cached config into memory.
  await client.getAllKeysAsync()
  const snapshot = client.snapshot()
  const keys = flags.map(({ key }) => key)
  return {
    one: (key) => (first, count) => {
      let isOn = 0
      for (let user = first; user < first + count; user++) {
        if (snapshot.getValue(key, false, users[user & lastUser]!)) isOn++
      }
      return isOn
    },
    all: () => (first, count) => {
      let isOn = 0
      for (let user = first; user < first + count; user++) {
        for (const key of keys) if (snapshot.getValue(key, false, users[user & lastUser]!)) isOn++
      }
      return isOn
    },
    close: () => client.dispose(),
  }
}
