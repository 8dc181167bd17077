// The flag document: a flagd flag definition plus one `fuseboard` object per flag.
// These types describe a document that `parseFlagDocument` accepted. The edge compiles without re-checking, and
// quarantines what does not compile.

import type { Json, JsonObject } from '../json.ts'

export const flagKinds = ['release', 'experiment', 'ops', 'permission', 'kill-switch'] as const
export type FlagKind = (typeof flagKinds)[number]

/** Flat scalars. Reaches clients with every evaluation, so nothing internal belongs here. */
export type Metadata = Readonly<Record<string, string | number | boolean>>

/** What Fuseboard itself keeps about a flag. Never sent to clients. */
export interface FlagSettings {
  readonly kind?: FlagKind
  readonly owner?: string
  /** Id of a system in the system map: a kill of that system takes this flag with it. */
  readonly system?: string
  readonly description?: string
  /** The variant that "off" means. Without it a boolean flag is off with `false`; any other serves no value. */
  readonly offVariant?: string
  /** Off as soon as the kill lease lapses, whatever else is still readable. */
  readonly strict?: boolean
  /** Visible to client evaluation keys. */
  readonly clientSide?: boolean
  /** Whether a change that raises its exposure waits for a second person. */
  readonly approval?: boolean
  /** Whether only a guarded rollout raises its exposure. By default required for releases, optional for all other kinds. */
  readonly rollout?: 'required' | 'optional'
  /** What a kill drill calls with the flag off. */
  readonly drill?: DrillEndpoint
  /** ISO 8601 date. Without it by kind: release 30, experiment 60, ops 90 days after `createdAt`; others never. */
  readonly expiresAt?: string
  /** ISO 8601 date. */
  readonly createdAt?: string
}

/** Whether only a guarded rollout may raise the exposure of a flag with these settings. */
export const needsRollout = ({ kind, rollout }: Pick<FlagSettings, 'kind' | 'rollout'>): boolean =>
  rollout === undefined ? kind === 'release' : rollout === 'required'

export interface DrillEndpoint {
  /** http or https. */
  readonly url: string
  readonly method?: 'GET' | 'HEAD' | 'POST'
  /** The status that shows that it works with the flag off; any 2xx where absent. */
  readonly expectStatus?: number
}

export interface FlagDefinition {
  readonly state: 'ENABLED' | 'DISABLED'
  readonly variants: JsonObject
  readonly defaultVariant?: string | null
  readonly targeting?: JsonObject
  readonly metadata?: Metadata
  readonly fuseboard?: FlagSettings
}

export interface FlagDocument {
  readonly flags: Readonly<Record<string, FlagDefinition>>
  readonly $evaluators?: Readonly<Record<string, Json>>
  readonly metadata?: Metadata
}
