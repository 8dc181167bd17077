// From a systems file and an instance to the plan between them.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { SystemRecord } from '../../protocol/admin-records.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { listSystems } from '../api/systems.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { type FileProblem, renderFileProblem } from '../files/file-problem.ts'
import { readSourceText } from '../files/read-source-text.ts'
import { parseSource } from '../files/source-file.ts'
import { plural } from '../output/moment.ts'
import { parseSystemsFile } from './parse-systems-file.ts'
import { planSystems, type SystemsPlan } from './plan-systems.ts'

export const defaultSystemsFile = 'systems.yaml'

export async function readSystemsFile(path: string): Promise<Result<readonly SystemRecord[], Failure>> {
  const text = await readSourceText(path)
  if (!text.ok) return fail(fileFailure(path, [{ ...text.error, file: path }]))
  const source = parseSource(path, text.value)
  if (!source.ok) return fail(fileFailure(path, source.error))
  const systems = parseSystemsFile(source.value)
  return systems.ok ? systems : fail(fileFailure(path, systems.error))
}

const fileFailure = (path: string, problems: readonly FileProblem[]): Failure => ({
  exitCode: exitCodes.failed,
  message: `${path} has ${plural(problems.length, 'problem')}. Nothing was sent.`,
  details: problems.map(renderFileProblem),
  remedy: 'Mend the file, then repeat. fuseboard systems pull prints what the map says now.',
})

export async function readPlan(
  api: AdminApi,
  wanted: readonly SystemRecord[],
  prune: boolean,
): Promise<Result<SystemsPlan, Failure>> {
  const current = await listSystems(api)
  if (!current.ok) return current
  const plan = planSystems(wanted, current.value.items, prune)
  if (plan.ok) return ok(plan.value)
  return fail({
    exitCode: exitCodes.failed,
    message: 'The file cannot be applied. Nothing was changed.',
    details: plan.error,
    remedy: 'Mend the file, then repeat.',
  })
}
