// fuseboard rollout watch   The same as `rollout status`, again and again until the rollout ends.

import { fail, ok } from '../../../domain/result.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { getRollout } from '../../api/rollouts.ts'
import { type Call, defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { describeChanges } from '../../rollouts/describe-changes.ts'
import { findRollout, hasFailed, isOpen } from '../../rollouts/find-rollout.ts'
import { renderRollout } from '../../rollouts/render-rollout.ts'
import { type WatchedRollout, watchEveryMs, watchRollout } from '../../rollouts/watch-rollout.ts'
import { connect } from '../../session/connect.ts'

export const rolloutWatchCommand = defineCommand({
  name: 'rollout watch',
  topic: 'Rollouts',
  summary: 'follow a rollout until it ends',
  usage: 'FLAG | ID',
  about: `Redraws every ${watchEveryMs / 1000} s what rollout status shows; where nothing can be redrawn, it tells each change on a line of its
own. Ends with the rollout: exit code 0 where it completed, ${exitCodes.failed} where it did not. Ctrl-C stops the watching, never the
rollout. Needs the read scope.`,
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { positionals, terminal, clock } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await findRollout(api, positionals[0]!)
    if (!found.ok) return found
    const { rollout, failure } = await watch(call, api, found.value.id)
    if (failure !== null) return fail(failure)
    const last = rollout ?? found.value
    const picture = renderRollout(last, clock.now(), terminal.style)
    const text = isOpen(last) ? `${picture}\n\nWatching stopped; the rollout goes on.` : picture
    return ok({ exitCode: hasFailed(last) ? exitCodes.failed : exitCodes.ok, text, json: last })
  },
})

async function watch({ clock, terminal }: Call, api: AdminApi, id: string): Promise<WatchedRollout> {
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  const { draw, note, noteStyle } = terminal
  process.once('SIGINT', onInterrupt)
  try {
    return await watchRollout({
      clock,
      signal: stop.signal,
      read: () => getRollout(api, id),
      onAnswer: (rollout, before) => {
        // The last picture is the result, on stdout.
        if (draw !== null) draw(isOpen(rollout) ? renderRollout(rollout, clock.now(), noteStyle) : '')
        else for (const line of describeChanges(rollout, before)) note(line)
      },
      onLost: ({ message }) => note(noteStyle.yellow(`It cannot be read now: ${printable(message)}`)),
    })
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}
