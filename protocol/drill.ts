// Kill drills at the evaluator: what its drill door answers, and how the pass it gives out travels.

import type { Reason } from '../domain/flag/outcome.ts'
import type { Json } from '../domain/json.ts'
import type { Tier } from './source.ts'

/** Request header that carries a pass to an application, and to the gate. */
export const drillHeader = 'fuseboard-drill'

/** Attribute of the evaluation context that carries it on to the evaluator. Rules never see it. */
export const drillAttribute = '$drill'

/**
 * What a flag answers in its killed state.
 *
 * @example
 * { "key": "new-checkout", "revision": "9f2c…", "tier": "memory", "reason": "DISABLED", "variant": "off", "value": false,
 *   "off": "value", "pass": "backend.1795219200.5be1….new-checkout" }
 */
export interface DrillAnswer {
  readonly key: string
  /** Content hash of the snapshot that answered. */
  readonly revision: string
  readonly tier: Tier
  readonly reason: Reason
  readonly variant?: string
  readonly value?: Json
  /** `none`: the flag declares no off value, so the caller's own default applies. */
  readonly off: 'value' | 'none'
  /** For less than a minute, whoever sends it along is answered as if this one flag were killed. */
  readonly pass: string
}
