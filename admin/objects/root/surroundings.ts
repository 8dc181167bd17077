// What lies outside the root, as a deployment has it. Tests put their own in its place, member by member.

import { locationHintOf } from '../../../protocol/relay.ts'
import { clockOf } from '../../clock.ts'
import type { Env } from '../../env.ts'
import { realSleep } from '../../waiting.ts'
import type { Surroundings } from './core.ts'
import { pointInTimeOf } from './point-in-time.ts'

export const surroundingsOf = (ctx: DurableObjectState, env: Env): Surroundings => ({
  ...clockOf(env),
  sleep: realSleep,
  store: env.FLAGS_KV,
  relay: (name) => env.RELAYS.getByName(name, { locationHint: locationHintOf(name) }),
  pointInTime: pointInTimeOf(ctx),
  telemetry: (shard) => env.TELEMETRY.getByName(shard),
  fetch: (url, init) => fetch(url, init),
  newKey: () => crypto.randomUUID().replaceAll('-', ''),
  local: env.LOCAL === 'on',
})
