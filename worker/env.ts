// The door for configuration: bindings and variables of the evaluator worker.

import type { TelemetryRpc } from '../protocol/telemetry.ts'
import type { RelayNamespace } from './feed/relay-namespace.ts'
import type { SnapshotStore } from './snapshot/kv-source.ts'

export interface Env {
  readonly FLAGS_KV: SnapshotStore
  /** The relay objects of the admin worker. Without them there is no feed, so no lease: strict flags are off. */
  readonly RELAYS?: RelayNamespace
  /** The telemetry objects of the admin worker. Without them nobody is told what was answered. */
  readonly TELEMETRY?: { getByName(name: string): TelemetryRpc }
  /** "off" answers without evaluation keys: for local runs. Anything else, and its absence, is on. */
  readonly AUTH?: string
  /**
   * "on" trusts the request header `fuseboard-kill`. Every way to the evaluator has to pass the rule that sets or removes that
   * header then, since whoever can send it can switch flags off for the request. Anything else, and its absence, is off.
   */
  readonly KILL_HEADER?: string
  /** Selectors of what is cut whatever else is known, as `worker/break-glass/selection.ts` reads them: `flag-a,system:payments`. */
  readonly KILLED?: string
}

export interface Settings {
  readonly authenticated: boolean
}

export const readSettings = (env: Env): Settings => ({ authenticated: env.AUTH !== 'off' })
