// fuseboard channels test   Sends a message through a channel, and waits for what the provider says.

import { fail, ok } from '../../../domain/result.ts'
import { testChannel } from '../../api/channels.ts'
import { getNotification } from '../../api/notifications.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { awaitOutcome } from '../../notifications/await-outcome.ts'
import { shortKey, statusText } from '../../notifications/render-notifications.ts'
import { plural } from '../../output/moment.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { untilInterrupted } from '../../session/follow.ts'

/** Longer than a provider may take to answer. */
const patienceMs = 30_000

export const channelsTestCommand = defineCommand({
  name: 'channels test',
  topic: 'Communications',
  summary: 'send a test through a channel, and wait for the answer',
  usage: 'ID [--to RESPONDER]',
  about: `The message says that it is a test. Exit code ${exitCodes.failed} where the provider did not take it, or said nothing within ${patienceMs / 1000} s.
Ctrl-C stops the waiting, never the test. Needs the admin scope, and the read scope.`,
  options: {
    to: { type: 'string', value: 'RESPONDER', about: 'who gets it; whom the channel is set for if not said' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { clock, terminal } = call
    const id = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const queued = await testChannel(api, id, call.options.to)
    if (!queued.ok) return queued
    const { key } = queued.value
    terminal.note(`A test is on its way through ${printable(id)}; waiting for the answer …`)
    const outcome = await untilInterrupted((signal) =>
      awaitOutcome({
        clock,
        signal,
        atMostMs: patienceMs,
        read: async () => {
          const one = await getNotification(api, key)
          return one.ok ? ok([one.value]) : one
        },
      }),
    )
    if (!outcome.ok) return outcome
    const [notification] = outcome.value
    if (notification === undefined) return fail({ exitCode: exitCodes.failed, message: 'The test is gone.' })
    const { status, attempts, lastError } = notification
    const works = status === 'sent'
    const { style } = terminal
    const said = lastError === undefined ? [] : [`The provider said: ${printable(lastError)}`]
    const text = works
      ? [
          style.green(
            `${printable(id)} works: the provider took the test${attempts === 1 ? '' : `, at attempt ${attempts}`}.`,
          ),
        ]
      : [
          style.red(
            `${printable(id)} does not work: the test ${statusText(status)}, after ${plural(attempts, 'attempt')}.`,
          ),
          ...said,
          `Next: fuseboard channels show ${printable(id)}, fuseboard notifications show ${shortKey(key)}`,
        ]
    return ok({
      exitCode: works ? exitCodes.ok : exitCodes.failed,
      text: text.join('\n'),
      json: notification,
    })
  },
})
