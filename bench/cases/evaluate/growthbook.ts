// GrowthBook: one client for many users, their contexts made beforehand. It has no call for all flags.

import { GrowthBookClient } from '@growthbook/growthbook'
import { country, type Kind } from '../../documents.ts'
import { contexts, lastUser } from './inputs.ts'
import type { CreateSubject } from './subject.ts'

// It asks several times per evaluation. A bundle for Workers has the answer built in; Node would ask the system each time.
process.env = { ...process.env, NODE_ENV: 'production' }

const condition = { country }
const quarter = { force: true, coverage: 0.25, hashAttribute: 'id' }

const features: Readonly<Record<Kind, object>> = {
  plain: { defaultValue: true },
  rule: { defaultValue: false, rules: [{ condition, force: true }] },
  rollout: { defaultValue: false, rules: [quarter] },
  'rule and rollout': { defaultValue: false, rules: [{ condition, ...quarter }] },
}

const userContexts = contexts.map(({ targetingKey, ...attributes }) => ({
  attributes: { id: targetingKey, ...attributes },
}))

export const create: CreateSubject = (flags) => {
  const client = new GrowthBookClient()
  client.initSync({ payload: { features: Object.fromEntries(flags.map(({ key, kind }) => [key, features[kind]])) } })
  const keys = flags.map(({ key }) => key)
  return {
    one: (key) => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        if (client.isOn(key, userContexts[user & lastUser]!)) on++
      }
      return on
    },
    all: () => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        const userContext = userContexts[user & lastUser]!
        for (const key of keys) if (client.isOn(key, userContext)) on++
      }
      return on
    },
    close: () => client.destroy(),
  }
}
