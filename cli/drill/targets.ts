// What is to be drilled: each flag's declared off value and its endpoint, read from the committed document.

import { z } from 'zod'
import type { DrillEndpoint } from '../../domain/flag/flag-document.ts'
import { type Off, offOf } from '../../domain/flag/off-value.ts'
import type { JsonObject } from '../../domain/json.ts'
import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

export interface DrillTarget {
  readonly key: string
  /** Without a value where none is declared. */
  readonly off: Off
  readonly endpoint: DrillEndpoint | undefined
}

export interface Targets {
  /** Hash of the committed revision; null where the server does not say. */
  readonly revision: string | null
  readonly targets: readonly DrillTarget[]
}

const flagShape = z.looseObject({
  variants: z.record(z.string(), z.json()),
  fuseboard: z
    .looseObject({
      offVariant: z.string().exactOptional(),
      drill: z
        .looseObject({
          url: z.string(),
          method: z.enum(['GET', 'HEAD', 'POST']).exactOptional(),
          expectStatus: z.number().exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
})
const documentShape = z.looseObject({ flags: z.record(z.string(), flagShape) })

/** A whole document may be large. */
const documentTimeoutMs = 30_000

/** The named flags, or all of them. One name that no flag has, and nothing is drilled. */
export async function findTargets(api: AdminApi, keys: readonly string[] | 'all'): Promise<Result<Targets, Failure>> {
  const ask = { method: 'GET', path: 'api/v1/document', timeoutMs: documentTimeoutMs, attempts: 3 } as const
  const read = await api.askTagged(ask, documentShape)
  if (!read.ok) return read
  const { value, etag } = read.value
  const flags = new Map(Object.entries(value.flags))
  const wanted = keys === 'all' ? [...flags.keys()] : [...new Set(keys)]
  const unknown = wanted.filter((key) => !flags.has(key))
  if (unknown.length > 0) return unknownFlags(unknown, [...flags.keys()])
  return ok({ revision: etag, targets: wanted.map((key) => targetOf(key, flags.get(key)!)) })
}

function targetOf(key: string, { variants, fuseboard }: z.infer<typeof flagShape>): DrillTarget {
  return { key, off: offOf(variants as JsonObject, fuseboard?.offVariant), endpoint: fuseboard?.drill }
}

function unknownFlags(unknown: readonly string[], known: readonly string[]): Result<never, Failure> {
  const details = unknown.map((key) => {
    const nearest = nearestNames(key, known)
    return nearest.length === 0 ? key : `${key}; did you mean ${nearest.join(', ')}?`
  })
  return fail({
    exitCode: exitCodes.failed,
    message: 'No flag of the committed document has this name. Nothing was drilled.',
    details,
    remedy: 'fuseboard drill --all --dry-run lists all that can be drilled.',
  })
}
