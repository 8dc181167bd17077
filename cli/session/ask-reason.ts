// Why a change is made: from --reason, else asked of whoever sits there.

import { ok, type Result } from '../../domain/result.ts'
import { type Failure, usageFailure } from '../failure.ts'
import type { Terminal } from '../output/terminal.ts'

export async function askReason(given: string | undefined, { prompter }: Terminal): Promise<Result<string, Failure>> {
  const reason = given ?? (await prompter?.text('Why? It is shown to everybody who sees this.')) ?? ''
  return reason.trim() === ''
    ? usageFailure('A reason is missing.', 'Say why, for whoever sees it next: --reason TEXT.')
    : ok(reason.trim())
}
