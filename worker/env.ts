// The door for configuration: bindings and variables of the evaluator worker.

import type { SnapshotStore } from './snapshot/kv-source.ts'

export interface Env {
  readonly FLAGS_KV: SnapshotStore
  /** "off" answers without evaluation keys: for local runs. Anything else, and its absence, is on. */
  readonly AUTH?: string
}

export interface Settings {
  readonly authenticated: boolean
}

export const readSettings = (env: Env): Settings => ({ authenticated: env.AUTH !== 'off' })
