// The service binding: the method names of Cloudflare's own Flagship binding, so that swapping one for the other is a line
// of configuration. Ours adds `isEnabled`, and `source` to the details.

import type { Json } from '../domain/json.ts'
import type { Source } from './source.ts'

export type EvaluationContext = Readonly<Record<string, unknown>>

export interface EvaluationDetails<T> {
  readonly flagKey: string
  /** The flag's value; the caller's default where there is none, the type differs, or anything failed. */
  readonly value: T
  readonly variant?: string
  readonly reason: string
  /** FLAG_NOT_FOUND, PARSE_ERROR, GENERAL, TYPE_MISMATCH or INVALID_CONTEXT. */
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly flagMetadata?: Readonly<Record<string, string | number | boolean>>
  readonly source: Source
}

/**
 * @example
 * if (await env.FLAGS.isEnabled('new-checkout', { targetingKey: user.id })) return newCheckout(request)
 */
export interface FlagsBinding {
  /** True only when the flag says `true`. False on any failure, unknown key and kill included. */
  isEnabled(flagKey: string, context?: EvaluationContext): Promise<boolean>
  /** The value, of whatever type the flag has. */
  get(flagKey: string, defaultValue?: Json, context?: EvaluationContext): Promise<Json | undefined>
  /** The value, if it has the type of the default. */
  getValue<T extends Json>(flagKey: string, defaultValue: T, context?: EvaluationContext): Promise<T>
  getDetails<T extends Json>(
    flagKey: string,
    defaultValue: T,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<T>>
  getBooleanValue(flagKey: string, defaultValue: boolean, context?: EvaluationContext): Promise<boolean>
  getStringValue(flagKey: string, defaultValue: string, context?: EvaluationContext): Promise<string>
  getNumberValue(flagKey: string, defaultValue: number, context?: EvaluationContext): Promise<number>
  getObjectValue<T extends object>(flagKey: string, defaultValue: T, context?: EvaluationContext): Promise<T>
  getBooleanDetails(
    flagKey: string,
    defaultValue: boolean,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<boolean>>
  getStringDetails(
    flagKey: string,
    defaultValue: string,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<string>>
  getNumberDetails(
    flagKey: string,
    defaultValue: number,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<number>>
  getObjectDetails<T extends object>(
    flagKey: string,
    defaultValue: T,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<T>>
}
