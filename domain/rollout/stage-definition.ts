// A flag as a stage of its rollout serves it: a plain flagd definition, so that every evaluator of flagd documents bucket the
// same users. Stages nest: the treated are always the first buckets, so whoever is in stays in while the share grows.
//
// The audience gets a variant of its own with the same value. It is no random share, so it must not be counted as treated
// when a random share is compared with its control.

import type { FlagDefinition } from '../flag/flag-document.ts'
import { isJsonObject, type Json } from '../json.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Policy } from './policy.ts'
import type { RolloutState } from './rollout.ts'

export interface Subject {
  /** The flag as it was before: off for everybody. */
  readonly base: FlagDefinition
  /** What is rolled out. */
  readonly variant: string
}

/** Shares have three decimals; weights are whole numbers. */
const percentScale = 1000

/** The variant that tells who is in by being one of an audience. */
export const audienceVariant = (variant: string, audience: string): string => `${variant} (${audience})`

/** The variant of everybody else. */
export function controlVariant({ fuseboard, defaultVariant, variants }: FlagDefinition): string | undefined {
  if (fuseboard?.offVariant !== undefined) return fuseboard.offVariant
  if (typeof defaultVariant === 'string' && defaultVariant !== '') return defaultVariant
  return Object.keys(variants).find((name) => variants[name] === false)
}

/**
 * Why a flag cannot be rolled out as it is; null where it can. It has to be off for everybody: a share that its own rules
 * give it could not be told from the share that is being judged.
 */
export function checkSubject({ base, variant }: Subject): string | null {
  const control = controlVariant(base)
  const names = Object.keys(base.variants)
  if (!names.includes(variant)) return `the flag has no variant "${variant}"; its variants are ${names.join(', ')}`
  if (control === undefined) return 'the flag declares no off value: set offVariant'
  if (variant === control) return `"${variant}" is the flag's off value: choose another of ${names.join(', ')}`
  if (base.state === 'DISABLED') return null
  const { targeting, defaultVariant } = base
  const untargeted = targeting === undefined || (isJsonObject(targeting) && Object.keys(targeting).length === 0)
  if (untargeted && (defaultVariant ?? control) === control) return null
  return 'the flag is on for somebody by its own rules; set it off first (that goes at once), then start the rollout'
}

/** The definition that a rollout's state stands for. */
export function stageDefinition(policy: Policy, { base, variant }: Subject, state: RolloutState): FlagDefinition {
  const { targeting: _, ...rest } = base
  if (state.status === 'completed') return { ...rest, state: 'ENABLED', defaultVariant: variant }
  if (state.status !== 'running') return base
  const control = controlVariant(base) as string
  const { percent } = policy.stages[state.stage]!
  const share =
    percent === undefined ? control : shareOf(Math.min(percent, 100 - policy.holdbackPercent), variant, control)
  const { audience } = policy.stages[0]!
  if (audience === undefined) return { ...rest, state: 'ENABLED', defaultVariant: control, targeting: share as never }
  const insider = audienceVariant(variant, audience)
  const variants = { ...base.variants, [insider]: base.variants[variant] as Json }
  return {
    ...rest,
    state: 'ENABLED',
    variants,
    defaultVariant: control,
    targeting: { if: [{ $ref: audience }, insider, share] },
  }
}

function shareOf(percent: number, variant: string, control: string): Json {
  const treated = Math.round(percent * percentScale)
  return {
    fractional: [
      [variant, treated],
      [control, 100 * percentScale - treated],
    ],
  }
}

/** Which variants' telemetry is which arm of a stage. */
export function armsOf(policy: Policy, { base, variant }: Subject, stage: number): Result<Arms, string> {
  const control = controlVariant(base)
  if (control === undefined) return fail('the flag declares no off value')
  const { audience } = policy.stages[stage]!
  return ok({ treated: audience === undefined ? variant : audienceVariant(variant, audience), control })
}

export interface Arms {
  readonly treated: string
  readonly control: string
}
