// A plan in a file, to be applied later as it was looked at: for which instance, for which document, against which revision.
// It holds no token and is no permission; what it says is compared again before anything is sent.

import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { isJsonObject, type Json } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { planShape } from '../api/document-api.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { type Plan, planOf } from './make-plan.ts'

export interface SavedPlan {
  /** The address of the instance it was planned for. */
  readonly instance: string
  /** SHA-256 of the document, whatever the order of its keys. */
  readonly document: string
  readonly plan: Plan
}

const shape = z.looseObject({
  fuseboardPlan: z.literal(1),
  instance: z.string(),
  document: z.string(),
  metadata: z.boolean(),
  plan: planShape,
})

export function hashDocument(document: FlagDocument): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(document as unknown as Json)))
    .digest('hex')
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const names = Object.keys(value).sort()
  // Pairs instead of members: no name can then be taken for the prototype.
  return { members: names.map((name) => [name, sorted(value[name]!)]) }
}

export async function savePlan(path: string, { instance, document, plan }: SavedPlan): Promise<Result<null, Failure>> {
  const saved = { fuseboardPlan: 1, instance, document, metadata: plan.metadata, plan: plan.answer }
  try {
    await writeFile(path, `${JSON.stringify(saved, null, 2)}\n`)
    return ok(null)
  } catch (error) {
    return refused(
      `The plan cannot be saved to ${path} (${(error as NodeJS.ErrnoException).code}).`,
      'Name another file.',
    )
  }
}

export async function readPlan(path: string): Promise<Result<SavedPlan, Failure>> {
  const remedy = 'Make one: fuseboard plan --out FILE'
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return refused(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, remedy)
  }
  const parsed = shape.safeParse(parseJson(text))
  if (!parsed.success) return refused(`${path} is no saved plan of this version.`, remedy)
  const { instance, document, metadata, plan } = parsed.data
  return ok({ instance, document, plan: planOf(plan, metadata) })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const refused = (message: string, remedy: string): Result<never, Failure> =>
  fail({ exitCode: exitCodes.failed, message, remedy })
