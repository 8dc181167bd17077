// The door for configuration: bindings and variables of the admin worker.

import { defaultStaleBudget } from '../domain/lifecycle/stale-budget.ts'
import type { RelayRpc } from '../protocol/relay.ts'
import type { OutcomeReaderRpc, TelemetryRpc } from '../protocol/telemetry.ts'
import { tokenId } from '../protocol/token.ts'
import { hashText } from './hash-text.ts'
import type { RootRpc } from './objects/root/root-rpc.ts'
import type { PublishStore } from './publish/publish-store.ts'

export interface Env {
  readonly FLAGS_KV: PublishStore
  readonly ROOT: { getByName(name: string): RootRpc }
  readonly RELAYS: { getByName(name: string, options: { locationHint: string }): RelayRpc }
  readonly TELEMETRY: { getByName(name: string): OutcomeReaderRpc & Pick<TelemetryRpc, 'takeOutcomes'> }
  /** "on": a run on one machine, where releases need no rollout. */
  readonly LOCAL?: string
  /** In a local run: how fast time goes. Its form is in clock.ts. */
  readonly LOCAL_CLOCK?: string
  /** How many stale flags an owner may have: a whole number from 0, five where there is none. */
  readonly STALE_BUDGET?: string
  /** A token that always works, with scope admin: `fb_<id>_<secret>`. A secret, for the first sign-in and for emergencies. */
  readonly FUSEBOARD_ADMIN_TOKEN?: string
}

/** A deployment has one root. */
export const rootOf = (env: Pick<Env, 'ROOT'>): RootRpc => env.ROOT.getByName('root')

export interface BootstrapToken {
  readonly id: string
  readonly hash: string
}

/** Undefined where none is set. One of the wrong form opens nothing; the log says so. */
export function readBootstrapToken({ FUSEBOARD_ADMIN_TOKEN: token }: Env): BootstrapToken | undefined {
  if (token === undefined || token === '') return undefined
  const id = tokenId(token)
  if (id !== null) return { id, hash: hashText(token) }
  console.error('FUSEBOARD_ADMIN_TOKEN is ignored: it has to have the form fb_<id>_<secret>, see protocol/token.ts')
  return undefined
}

/** One that is no number allows what is allowed by default; the log says so. */
export function readStaleBudget({ STALE_BUDGET: text = '' }: Pick<Env, 'STALE_BUDGET'>): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  if (text !== '') console.error(`STALE_BUDGET is ignored: found "${text}"; allowed: a whole number from 0`)
  return defaultStaleBudget
}
