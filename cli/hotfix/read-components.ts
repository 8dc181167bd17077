// The system map from a local file: a list of systems, or an object with one under "systems". Members that are not looked at may
// stand there; those that are, are checked.

import { z } from 'zod'
import type { Component } from '../../domain/hotfix/affected.ts'
import { type Json, pointer } from '../../domain/json.ts'
import { problem, renderProblem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { parseText } from '../files/parse-text.ts'
import { readText } from '../files/read-text.ts'

const texts = z.array(z.string('text'), 'a list of texts')
const idText = 'the id of a system: text of 1 to 256 characters'
const systemShape = z.object(
  {
    id: z.string(idText).min(1, idText).max(256, idText),
    paths: texts.default([]),
    dependsOn: texts.default([]),
    critical: z.boolean('true or false').default(false),
    tests: texts.exactOptional(),
  },
  'a system: an object with "id" and "paths"',
)
const mapShape = z.array(systemShape, 'a list of systems, or an object with one under "systems"')

export async function readComponents(path: string): Promise<Result<readonly Component[], Failure>> {
  const text = await readText(path, 'a system map')
  if (!text.ok) return fail({ exitCode: exitCodes.usage, message: `--systems: ${text.error}` })
  const value = parseText(path, text.value)
  if (!value.ok) return fail(unfit(path, [value.error]))
  const isWrapped = typeof value.value === 'object' && value.value !== null && Object.hasOwn(value.value, 'systems')
  const given = isWrapped ? (value.value as { systems: unknown }).systems : value.value
  const parsed = mapShape.safeParse(given)
  if (!parsed.success) {
    return fail(
      unfit(
        path,
        parsed.error.issues.slice(0, 20).map((issue) => {
          const names = issue.path.map(String)
          const found = names.reduce<unknown>((inner, name) => {
            return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
              ? (inner as Record<string, unknown>)[name]
              : undefined
          }, given)
          const place = [...(isWrapped ? ['systems'] : []), ...names].reduce(pointer, '')
          return renderProblem(problem(place, found as Json, issue.message))
        }),
      ),
    )
  }
  const twice = parsed.data.find(({ id }, i) => parsed.data.findIndex((other) => other.id === id) !== i)
  if (twice !== undefined) return fail(unfit(path, [`the system "${twice.id}" stands there twice; each id once`]))
  return ok(parsed.data)
}

const unfit = (path: string, details: readonly string[]): Failure => ({
  exitCode: exitCodes.usage,
  message: `--systems: ${path} is no system map.`,
  details,
  remedy: 'fuseboard systems --json prints the map of the instance in this form under "items".',
})
