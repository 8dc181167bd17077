// Asks before something that cannot be taken back by looking away. Where nobody can be asked it takes --yes.

import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import type { Terminal } from '../output/terminal.ts'

/** `risk` says in one sentence why it has to be asked. */
export async function confirm(
  question: string,
  risk: string,
  yes: boolean | undefined,
  { prompter }: Terminal,
): Promise<Result<null, Failure>> {
  if (yes) return ok(null)
  if (prompter === null) return usageFailure(`${risk} Nobody can be asked here.`, 'If you are sure: --yes.')
  if (await prompter.confirm(question)) return ok(null)
  return fail({ exitCode: exitCodes.failed, message: 'Nothing was changed.' })
}
