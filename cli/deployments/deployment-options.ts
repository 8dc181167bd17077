// What is said of a deployment besides its system and version, by both commands that say it.

import { ok, type Result } from '../../domain/result.ts'
import type { NewDeployment } from '../api/deployments.ts'
import type { OptionSpecs, OptionValues } from '../arguments/command.ts'
import { type Failure, usageFailure } from '../failure.ts'

export const deploymentOptions = {
  previous: { type: 'string', value: 'VERSION', about: 'what runs before it; what is known to run if not said' },
  flag: {
    type: 'string',
    multiple: true,
    value: 'KEY',
    about: 'a flag that gates what it brings; may stand several times',
  },
  'rollback-hook': { type: 'string', value: 'CHANNEL', about: 'the channel whose hook takes it back' },
  hotfix: { type: 'string', value: 'ID', about: 'the hotfix that it ships, such as i3-1' },
  link: { type: 'string', value: 'URL', about: 'to the pipeline or the release' },
} as const satisfies OptionSpecs

export function parseDeployment(
  [system, version]: readonly string[],
  given: OptionValues<typeof deploymentOptions>,
  status: NewDeployment['status'],
): Result<NewDeployment, Failure> {
  if (!system || !version) return usageFailure('A system and a version are needed.', 'Try: SYSTEM VERSION')
  const { previous, flag, hotfix, link, 'rollback-hook': rollbackHook } = given
  return ok({
    system,
    version,
    ...(previous !== undefined && { previous }),
    ...(flag !== undefined && { flags: flag }),
    ...(rollbackHook !== undefined && { rollbackHook }),
    ...(hotfix !== undefined && { hotfix }),
    ...(link !== undefined && { link }),
    status,
  })
}
