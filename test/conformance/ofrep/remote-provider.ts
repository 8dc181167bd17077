// The smallest server provider over OpenFeature's own OFREP client: one request for each evaluation.

import { type EvaluationFlagValue, handleEvaluationError, OFREPApi, toResolutionDetails } from '@openfeature/ofrep-core'
import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from '@openfeature/server-sdk'

export class RemoteProvider implements Provider {
  readonly metadata = { name: 'ofrep' }
  readonly runsOn = 'server'
  readonly #api: OFREPApi

  constructor(baseUrl: string, headers: [string, string][] = []) {
    this.#api = new OFREPApi({ baseUrl, headers })
  }

  resolveBooleanEvaluation(key: string, otherwise: boolean, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context)
  }

  resolveStringEvaluation(key: string, otherwise: string, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context)
  }

  resolveNumberEvaluation(key: string, otherwise: number, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context)
  }

  resolveObjectEvaluation<T extends JsonValue>(key: string, otherwise: T, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context)
  }

  async #resolve<T extends JsonValue>(
    key: string,
    otherwise: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const result = await this.#api.postEvaluateFlag(key, { context })
    if (result.httpStatus !== 200) return handleEvaluationError(result.value, otherwise)
    return toResolutionDetails(result.value, otherwise as EvaluationFlagValue) as ResolutionDetails<T>
  }
}
