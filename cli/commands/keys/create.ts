// fuseboard keys create   Makes a key to ask the evaluators with, and shows it once.

import { ok } from '../../../domain/result.ts'
import { evaluationKeyKinds } from '../../../protocol/published-snapshot.ts'
import { createKey } from '../../api/keys.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice, parseMoment } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { renderSecret } from '../../keys/render-secret.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

export const keysCreateCommand = defineCommand({
  name: 'keys create',
  topic: 'Access',
  summary: 'make an evaluation key',
  usage: 'NAME --kind server|client|telemetry [--expires-at TIME]',
  about: `A server key sees all flags, a client key only those that are clientSide, and a telemetry key only sends outcomes.
The key is shown once. Needs the admin scope.`,
  options: {
    kind: { type: 'string', value: 'KIND', about: 'server, client or telemetry' },
    'expires-at': { type: 'string', value: 'TIME', about: 'when it ends; never if not said' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const kind = parseChoice('kind', options.kind, evaluationKeyKinds)
    if (!kind.ok) return kind
    if (kind.value === undefined) {
      return usageFailure(
        'fuseboard keys create: the kind is missing.',
        'For servers: --kind server. For browsers and apps: --kind client.',
      )
    }
    const expiresAt = parseMoment('expires-at', options['expires-at'])
    if (!expiresAt.ok) return expiresAt
    const connection = await connect(call)
    if (!connection.ok) return connection
    const ends = expiresAt.value === undefined ? {} : { expiresAt: expiresAt.value }
    const made = await createKey(connection.value.api, { name: positionals[0]!, kind: kind.value, ...ends })
    if (!made.ok) return made
    const { id, name, key, published } = made.value
    const text = [
      ...renderSecret('key', id, key, terminal.style),
      `${terminal.style.bold(printable(name))} is ${printable(id)}, a ${made.value.kind} key.`,
      published
        ? 'Published: evaluators know it with their next refresh.'
        : 'On its way to the edge: until it is there, evaluators do not know it. fuseboard status shows when.',
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: made.value })
  },
})
