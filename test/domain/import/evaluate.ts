// Imports an export and asks the flags, as a caller would.

import type { Finding, Imported, ImportOptions } from '../../../domain/import/report.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { type Problem, renderProblem } from '../../../domain/problem.ts'
import type { Result } from '../../../domain/result.ts'
import { snapshotOf } from '../flag/document.ts'
import { frameOf } from '../rule.ts'

export type Importer = (input: unknown, options?: ImportOptions) => Result<Imported, Problem[]>

export interface Trial {
  readonly report: readonly Finding[]
  readonly document: JsonObject
  /** The value the flag answers; undefined for none. */
  value(flag: string, context?: JsonObject): Json | undefined
  /** The fraction of so many users that get the value. */
  share(flag: string, value: Json, context?: JsonObject): number
}

export function trial(importer: Importer, input: unknown, options: ImportOptions = {}): Trial {
  const imported = importer(input, options)
  if (!imported.ok) throw new Error(imported.error.map(renderProblem).join('\n'))
  const { document, report } = imported.value
  const snapshot = snapshotOf(document as unknown as Json)
  const value = (flag: string, context: JsonObject = {}) => {
    const outcome = snapshot.find(flag)?.evaluate(frameOf(context))
    if (outcome === undefined || outcome.errorCode !== undefined) throw new Error(`${flag}: ${outcome?.errorDetails}`)
    return outcome.value
  }
  return {
    report,
    document: document as unknown as JsonObject,
    value,
    share: (flag, wanted, context = {}) => {
      const users = Array.from({ length: 2000 }, (_, i) => value(flag, { ...context, targetingKey: `user-${i}` }))
      return users.filter((found) => found === wanted).length / users.length
    },
  }
}

export const fidelities = (report: readonly Finding[], source: string): string[] =>
  report.filter((finding) => finding.source === source).map(({ fidelity }) => fidelity)
