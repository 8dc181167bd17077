// Unleash, from bootstrap data: no polling, no metrics, no backup file. It has no call for all flags.

import { once } from 'node:events'
import { InMemStorageProvider, Unleash } from 'unleash-client'
import { country, type Kind } from '../../documents.ts'
import { contexts, lastUser } from './inputs.ts'
import type { CreateSubject } from './subject.ts'

const constraints = [{ contextName: 'country', operator: 'IN', values: [country], inverted: false }] as never
const always = { name: 'default', parameters: {}, constraints: [] }
const quarter = (key: string) => ({
  name: 'flexibleRollout',
  parameters: { rollout: '25', stickiness: 'userId', groupId: key },
  constraints: [],
})

/** A flag without a strategy is simply on. */
const strategies: Readonly<Record<Kind, (key: string) => object[]>> = {
  plain: () => [],
  rule: () => [{ ...always, constraints }],
  rollout: (key) => [quarter(key)],
  'rule and rollout': (key) => [{ ...quarter(key), constraints }],
}

const userContexts = contexts.map(({ targetingKey, ...properties }) => ({ userId: targetingKey, properties }))

export const create: CreateSubject = async (flags) => {
  const unleash = new Unleash({
    appName: 'bench',
    url: 'http://offline.invalid/api/',
    refreshInterval: 0,
    disableMetrics: true,
    storageProvider: new InMemStorageProvider(),
    bootstrap: {
      data: flags.map(({ key, kind }) => ({
        name: key,
        enabled: true,
        impressionData: false,
        strategies: strategies[kind](key) as never,
        variants: [],
      })),
    },
  })
  await once(unleash, 'ready')
  const keys = flags.map(({ key }) => key)
  return {
    one: (key) => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        if (unleash.isEnabled(key, userContexts[user & lastUser]!, false)) on++
      }
      return on
    },
    all: () => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        const context = userContexts[user & lastUser]!
        for (const key of keys) if (unleash.isEnabled(key, context, false)) on++
      }
      return on
    },
    close: () => unleash.destroy(),
  }
}
