// The service binding. Every method answers: with the flag's value, or with the caller's default and the reason. A throw
// across RPC would lose its own properties, so nothing throws.

import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Outcome } from '../../domain/flag/outcome.ts'
import type { Json } from '../../domain/json.ts'
import type { EvaluationContext, EvaluationDetails, FlagsBinding } from '../../protocol/binding.ts'
import { parseClonedContext } from '../../protocol/evaluation-context.ts'
import type { Source } from '../../protocol/source.ts'
import { answerOne, createFrame, sourceOf } from '../answer.ts'
import { carriesPass, drilled } from '../drill/drilled.ts'
import type { Env } from '../env.ts'
import { viewFor } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/keep-alive.ts'
import { isolateFor } from '../this-isolate.ts'

type Type = 'boolean' | 'string' | 'number' | 'object'

const nowhere: Source = { revision: 'none', ageMs: 0, tier: 'off', cause: 'no_snapshot' }

export class Flags extends WorkerEntrypoint<Env> implements FlagsBinding {
  async isEnabled(flagKey: string, context?: EvaluationContext): Promise<boolean> {
    return (await this.#details(flagKey, false, context, 'boolean')).value === true
  }

  async get(flagKey: string, defaultValue?: Json, context?: EvaluationContext): Promise<Json | undefined> {
    return (await this.#details(flagKey, defaultValue, context)).value
  }

  async getValue<T extends Json>(flagKey: string, defaultValue: T, context?: EvaluationContext): Promise<T> {
    return (await this.getDetails(flagKey, defaultValue, context)).value
  }

  getDetails<T extends Json>(
    flagKey: string,
    defaultValue: T,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<T>> {
    return this.#details(flagKey, defaultValue, context, typeof defaultValue as Type)
  }

  async getBooleanValue(flagKey: string, defaultValue: boolean, context?: EvaluationContext): Promise<boolean> {
    return (await this.getBooleanDetails(flagKey, defaultValue, context)).value
  }

  async getStringValue(flagKey: string, defaultValue: string, context?: EvaluationContext): Promise<string> {
    return (await this.getStringDetails(flagKey, defaultValue, context)).value
  }

  async getNumberValue(flagKey: string, defaultValue: number, context?: EvaluationContext): Promise<number> {
    return (await this.getNumberDetails(flagKey, defaultValue, context)).value
  }

  async getObjectValue<T extends object>(flagKey: string, defaultValue: T, context?: EvaluationContext): Promise<T> {
    return (await this.getObjectDetails(flagKey, defaultValue, context)).value
  }

  getBooleanDetails(key: string, otherwise: boolean, context?: EvaluationContext): Promise<EvaluationDetails<boolean>> {
    return this.#details(key, otherwise, context, 'boolean')
  }

  getStringDetails(key: string, otherwise: string, context?: EvaluationContext): Promise<EvaluationDetails<string>> {
    return this.#details(key, otherwise, context, 'string')
  }

  getNumberDetails(key: string, otherwise: number, context?: EvaluationContext): Promise<EvaluationDetails<number>> {
    return this.#details(key, otherwise, context, 'number')
  }

  getObjectDetails<T extends object>(
    key: string,
    otherwise: T,
    context?: EvaluationContext,
  ): Promise<EvaluationDetails<T>> {
    return this.#details(key, otherwise, context, 'object')
  }

  /** `type` undefined takes a value of any type. */
  async #details<T>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext | undefined,
    type?: Type,
  ): Promise<EvaluationDetails<T>> {
    try {
      const isolate = isolateFor(this.env)
      const keepAlive: KeepAlive = (work) => this.ctx.waitUntil(work)
      let view = await viewFor(isolate, keepAlive)
      const parsed = parseClonedContext(context)
      if (!parsed.ok) {
        const source = sourceOf(view, view.decision.standardServed ? view.servedTier : 'off')
        return failed(flagKey, defaultValue, 'INVALID_CONTEXT', parsed.error, source)
      }
      const key = String(flagKey)
      let attributes = parsed.value
      if (carriesPass(attributes)) ({ view, context: attributes } = await drilled(isolate, view, attributes, key))
      const { outcome, tier, index } = answerOne(view, key, createFrame(attributes, isolate.now()), 'server')
      isolate.counters.evaluations[outcome.reason]++
      isolate.counters.answered('binding', tier)
      if (index >= 0) isolate.usage?.answered(view.held!, index, outcome, keepAlive)
      return detailsOf(outcome, defaultValue, type, sourceOf(view, tier))
    } catch (error) {
      console.error('binding call failed', error)
      return failed(flagKey, defaultValue, 'GENERAL', 'the evaluator failed; its log has the reason', nowhere)
    }
  }
}

function detailsOf<T>(outcome: Outcome, defaultValue: T, type: Type | undefined, source: Source): EvaluationDetails<T> {
  const { key, value, variant, reason, errorCode, errorDetails, metadata } = outcome
  const kept = metadata === undefined ? {} : { flagMetadata: metadata }
  if (errorCode !== undefined) return { ...failed(key, defaultValue, errorCode, errorDetails ?? '', source), ...kept }
  if (value === undefined) return { flagKey: key, value: defaultValue, reason, ...kept, source }
  if (type !== undefined && typeof value !== type) {
    return {
      ...failed(key, defaultValue, 'TYPE_MISMATCH', `the flag has a ${typeof value}, not a ${type}`, source),
      ...kept,
    }
  }
  const named = variant === undefined ? {} : { variant }
  return { flagKey: key, value: value as T, ...named, reason, ...kept, source }
}

function failed<T>(
  flagKey: string,
  value: T,
  errorCode: string,
  errorMessage: string,
  source: Source,
): EvaluationDetails<T> {
  return { flagKey, value, reason: 'ERROR', errorCode, errorMessage, source }
}
