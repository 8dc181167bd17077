// fuseboard kill   Cuts flags, systems or everything, and shows the cut arriving.

import { fail, ok } from '../../domain/result.ts'
import type { KillAnswer } from '../../protocol/admin-kill.ts'
import type { KillTarget } from '../../protocol/feed.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { type Call, defineCommand, type Outcome } from '../arguments/command.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import {
  renderCommitted,
  renderConfirmation,
  renderEnforcement,
  renderKilled,
  renderNextSteps,
  renderWarning,
} from '../kills/render-kill.ts'
import { describeTarget, parseTargets } from '../kills/target.ts'
import { type Watched, watchReceipts } from '../kills/watch-receipts.ts'
import { failureJson, renderFailure } from '../output/render-failure.ts'
import type { Terminal } from '../output/terminal.ts'
import { askReason } from '../session/ask-reason.ts'
import { connect } from '../session/connect.ts'

export const killCommand = defineCommand({
  name: 'kill',
  topic: 'Kills',
  summary: 'cut flags, systems or everything, everywhere within seconds',
  usage: '(FLAG… | --system ID | --all) --reason TEXT [--incident ID] [--yes]',
  about: `Everybody gets the flag's off value, everywhere, within the lease of 2.5 seconds. Needs the kill scope.
Shows the relays and the locations acknowledging, and ends when the lease bound has passed.
Killing what is killed already changes nothing. A name that is not known is killed all the same: the warning names
the nearest known ones, and the exit code is ${exitCodes.warned}.`,
  options: {
    system: { type: 'string', multiple: true, value: 'ID', about: 'all flags of a system; may stand several times' },
    all: { type: 'boolean', about: 'every flag there is' },
    reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' },
    incident: { type: 'string', value: 'ID', about: 'the incident it belongs to' },
    yes: { type: 'boolean', about: 'do not ask before --all' },
  },
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const { options, positionals, terminal } = call
    const targets = parseTargets(positionals, options, 'kill')
    if (!targets.ok) return targets
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    if (options.all && !options.yes && terminal.prompter !== null) {
      const sure = await terminal.prompter.confirm(`Switch every flag off on ${connection.value.instance.base.host}?`)
      if (!sure) return fail({ exitCode: exitCodes.failed, message: 'Nothing was killed.' })
    }

    const { api } = connection.value
    const attempts = await Promise.all(
      targets.value.map(async (target) => ({ target, answer: await api.kill(target, reason.value, options.incident) })),
    )
    const kills = attempts.flatMap(({ answer }) => (answer.ok ? [answer.value] : []))
    const refused = attempts.flatMap(({ target, answer }) => (answer.ok ? [] : [{ target, failure: answer.error }]))
    const [firstRefused] = refused
    if (kills.length === 0 && refused.length === 1) return fail(firstRefused!.failure)
    for (const kill of kills) noteKill(kill, terminal)
    const watched = kills.length > 0 ? await watch(call, api, kills) : null
    return ok(summarize(kills, refused, watched, terminal))
  },
})

function noteKill(kill: KillAnswer, { note, noteStyle }: Terminal): void {
  note(renderCommitted(kill, noteStyle))
  const warning = renderWarning(kill, noteStyle)
  if (warning !== null) note(warning)
}

/** Whoever has seen the latest seq holds all kills up to it. */
async function watch(
  { clock, terminal }: Pick<Call, 'clock' | 'terminal'>,
  api: AdminApi,
  kills: readonly KillAnswer[],
): Promise<Watched> {
  const seq = Math.max(...kills.map((kill) => kill.seq))
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  try {
    return await watchReceipts({
      clock,
      read: () => api.receipts(seq),
      onConfirmed: (location) => terminal.note(renderConfirmation(location)),
      signal: stop.signal,
    })
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

interface Refused {
  readonly target: KillTarget
  readonly failure: Failure
}

function summarize(
  kills: readonly KillAnswer[],
  refused: readonly Refused[],
  watched: Watched | null,
  { style }: Terminal,
): Outcome {
  const warnings = kills.flatMap((kill) => renderWarning(kill, style) ?? [])
  const lines = [
    ...warnings,
    ...kills.map((kill) => renderKilled(kill, style)),
    ...refused.map(({ target, failure }) => `Not killed: ${describeTarget(target)}. ${renderFailure(failure, style)}`),
    ...(watched === null ? [] : renderEnforcement(watched)),
    ...renderNextSteps(kills, watched?.failure?.exitCode !== exitCodes.signedOut),
  ]
  return {
    exitCode: exitCodeOf(kills, refused),
    text: lines.join('\n'),
    json: {
      kills,
      refused: refused.map(({ target, failure }) => ({ target, ...(failureJson(failure) as object) })),
      enforced: watched?.leasePassed ?? false,
      receipts: watched?.receipts ?? null,
    },
  }
}

function exitCodeOf(kills: readonly KillAnswer[], [refused]: readonly Refused[]): ExitCode {
  if (refused !== undefined) return refused.failure.exitCode
  return kills.some(({ warning }) => warning) ? exitCodes.warned : exitCodes.ok
}
