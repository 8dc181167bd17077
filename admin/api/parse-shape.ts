// Bodies and queries through their shapes, and what is wrong with them in our own words: where, found what, allowed what.

import type { z } from '@hono/zod-openapi'
import { isJsonObject, type Json, pointer } from '../../domain/json.ts'
import { type Problem, problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Refusal } from '../refusal.ts'

export function parseShape<T>(shape: z.ZodType<T>, value: unknown): Result<T, Problem[]> {
  const parsed = shape.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  return fail(
    parsed.error.issues.flatMap((issue) => {
      // What is not known is told where it stands.
      const surplus =
        issue.code === 'unrecognized_keys' ? issue.keys.map((name) => [...issue.path, name]) : [issue.path]
      return surplus.map((path) => {
        const names = path.filter((name) => typeof name !== 'symbol')
        return problem(names.reduce<string>(pointer, ''), valueAt(value, names), issue.message)
      })
    }),
  )
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner[Number(name)]
    return isJsonObject(inner) && Object.hasOwn(inner, name) ? (inner[name] as Json) : undefined
  }, value)
}

export function parseQuery<T>(shape: z.ZodType<T>, url: string): Result<T, Refusal> {
  const parsed = parseShape(shape, Object.fromEntries(new URL(url).searchParams))
  if (parsed.ok) return parsed
  const told = parsed.error.map(({ path, found, allowed }) => `${path.slice(1)}: found ${found}; allowed: ${allowed}`)
  return fail({ kind: 'invalid-query', detail: told.join('; ') })
}
