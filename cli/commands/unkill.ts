// fuseboard unkill   Lifts kills: by what they cut, or by their id.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { LiftAnswer } from '../../protocol/admin-kill.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { isProblem } from '../api/problem.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { findKills, type Lifting } from '../kills/find-kills.ts'
import { renderRelays } from '../kills/render-kill.ts'
import { printable } from '../output/printable.ts'
import { failureJson, renderFailure } from '../output/render-failure.ts'
import type { Terminal } from '../output/terminal.ts'
import { askReason } from '../session/ask-reason.ts'
import { connect } from '../session/connect.ts'

export const unkillCommand = defineCommand({
  name: 'unkill',
  topic: 'Kills',
  summary: 'lift kills',
  usage: '(FLAG… | ID… | --system ID | --all) [--reason TEXT]',
  about: `What was cut answers by its own rules again, everywhere within 2.5 seconds. Other kills stay in force.
Within ten minutes of the kill the kill scope is enough; later it takes the write scope and a reason.
--all lifts the kill of everything, not every kill.`,
  options: {
    system: { type: 'string', multiple: true, value: 'ID', about: 'the kill of a system; may stand several times' },
    all: { type: 'boolean', about: 'the kill of everything' },
    reason: { type: 'string', value: 'TEXT', about: 'why it may be on again' },
  },
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const { options, positionals, terminal } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await findKills(api, positionals, options)
    if (!found.ok) return found

    const lifted: Done[] = []
    const refused: Refused[] = []
    for (const lifting of found.value) {
      const answer = await lift(api, lifting, options.reason, terminal)
      if (answer.ok) lifted.push({ lifting, lift: answer.value })
      else refused.push({ lifting, failure: answer.error })
    }
    if (lifted.length === 0 && refused.length === 1) return fail(refused[0]!.failure)
    return ok({
      exitCode: refused[0]?.failure.exitCode ?? exitCodes.ok,
      text: render(lifted, refused, terminal),
      json: {
        lifted: lifted.map(({ lift }) => lift),
        refused: refused.map(({ lifting, failure }) => ({ id: lifting.id, ...(failureJson(failure) as object) })),
      },
    })
  },
})

interface Done {
  readonly lifting: Lifting
  readonly lift: LiftAnswer
}

interface Refused {
  readonly lifting: Lifting
  readonly failure: Failure
}

const byIdOnly = 'A token without the read scope lifts by id alone: the answer to the kill named it.'

/** Asks for a reason only once the server wants one. */
async function lift(
  api: AdminApi,
  { id, lookedUp }: Lifting,
  reason: string | undefined,
  terminal: Terminal,
): Promise<Result<LiftAnswer, Failure>> {
  const answer = await api.lift(id, reason)
  if (!answer.ok && !lookedUp && isProblem(answer.error, 'not-found'))
    return fail({ ...answer.error, remedy: byIdOnly })
  if (answer.ok || reason !== undefined || terminal.prompter === null) return answer
  if (!isProblem(answer.error, 'reason-required')) return answer
  const asked = await askReason(undefined, terminal)
  return asked.ok ? api.lift(id, asked.value) : asked
}

function render(lifted: readonly Done[], refused: readonly Refused[], { style }: Terminal): string {
  return [
    ...lifted.flatMap(({ lifting, lift }) => [
      `${style.bold(`Lifted: ${lifting.description}`)} (kill ${printable(lift.id)}, seq ${lift.seq}), known everywhere by ${printable(lift.enforcedBy)}`,
      `  relays: ${renderRelays(lift.relays, style)}`,
    ]),
    ...refused.map(({ lifting, failure }) => `Not lifted: ${lifting.description}. ${renderFailure(failure, style)}`),
    ...(lifted.length > 0 ? ['It answers by its own rules again, unless another kill covers it: fuseboard kills'] : []),
  ].join('\n')
}
