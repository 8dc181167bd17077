// LaunchDarkly, offline: its data source for tests holds whole flags, and no event is recorded. Every way to evaluate
// answers a promise.

import { init } from '@launchdarkly/node-server-sdk'
import { TestData } from '@launchdarkly/node-server-sdk/integrations'
import { country, type Kind } from '../../documents.ts'
import { contexts, lastUser } from './inputs.ts'
import type { CreateSubject } from './subject.ts'

const on = { variation: 0 }
const off = { variation: 1 }
const quarter = {
  rollout: {
    contextKind: 'user',
    variations: [
      { variation: 0, weight: 25_000 },
      { variation: 1, weight: 75_000 },
    ],
  },
}
const fromCountry = {
  id: 'country',
  clauses: [{ contextKind: 'user', attribute: 'country', op: 'in', values: [country] }],
}

const parts: Readonly<Record<Kind, object>> = {
  plain: { rules: [], fallthrough: on },
  rule: { rules: [{ ...fromCountry, ...on }], fallthrough: off },
  rollout: { rules: [], fallthrough: quarter },
  'rule and rollout': { rules: [{ ...fromCountry, ...quarter }], fallthrough: off },
}

const users = contexts.map(({ targetingKey, ...attributes }) => ({ kind: 'user', key: targetingKey, ...attributes }))

export const create: CreateSubject = async (flags) => {
  const data = new TestData()
  for (const { key, kind } of flags) {
    const fixed = { key, salt: key, version: 1, on: true, variations: [true, false], offVariation: 1 }
    await data.usePreconfiguredFlag({ ...fixed, ...parts[kind] })
  }
  const client = init('sdk-bench', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: { error() {}, warn() {}, info() {}, debug() {} },
  })
  await client.waitForInitialization({ timeout: 5 })
  const keys = flags.map(({ key }) => key)
  return {
    one: (key) => async (first, count) => {
      let isOn = 0
      for (let user = first; user < first + count; user++) {
        if ((await client.variationDetail(key, users[user & lastUser]!, false)).value === true) isOn++
      }
      return isOn
    },
    all: () => async (first, count) => {
      let isOn = 0
      for (let user = first; user < first + count; user++) {
        const state = await client.allFlagsState(users[user & lastUser]!)
        for (const key of keys) if (state.getFlagValue(key) === true) isOn++
      }
      return isOn
    },
    close: () => client.close(),
  }
}
