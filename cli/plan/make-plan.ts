// A plan: what a folder of flag files would change on an instance. The instance works it out, by the rules that judge the
// write; here it is told which changes are left when the order of keys is not counted.

import { isSame } from '../../domain/flag/document-edit.ts'
import type { JsonObject } from '../../domain/json.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { PlanAnswer } from '../../protocol/admin-plan.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { planDocument, readDocument } from '../api/document-api.ts'
import type { Failure } from '../failure.ts'
import type { FlagsFolder } from '../files/read-flags-folder.ts'

export interface Plan {
  readonly answer: PlanAnswer
  /** Whether the document's own metadata differs. */
  readonly metadata: boolean
  readonly isEmpty: boolean
}

export async function makePlan(api: AdminApi, { document }: FlagsFolder): Promise<Result<Plan, Failure>> {
  const answer = await planDocument(api, document)
  if (!answer.ok) return answer
  if (isListed(answer.value) || answer.value.revision === answer.value.base) return ok(planOf(answer.value, false))
  // Another text, though no flag and no segment differs: the metadata, or nothing but the order of keys.
  const current = await readDocument(api)
  if (!current.ok) return current
  const wanted = document as unknown as JsonObject
  return ok(planOf(answer.value, !isSame(current.value.value.metadata ?? {}, wanted.metadata ?? {})))
}

const isListed = ({ changes, segments, unlisted, obstacles }: PlanAnswer): boolean =>
  changes.length + segments.length + unlisted + obstacles.length > 0

export const planOf = (answer: PlanAnswer, metadata: boolean): Plan => ({
  answer,
  metadata,
  isEmpty: !isListed(answer) && !metadata,
})
