// fuseboard tokens create   Makes a token for the admin worker, and shows it once.

import { ok, type Result } from '../../../domain/result.ts'
import { type Scope, scopes } from '../../../protocol/scopes.ts'
import { createToken } from '../../api/tokens.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice, parseMoment } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { renderSecret } from '../../keys/render-secret.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

export const tokensCreateCommand = defineCommand({
  name: 'tokens create',
  topic: 'Access',
  summary: 'make an admin token',
  usage: 'NAME --scope SCOPE… [--expires-at TIME]',
  about: `Give each person and each machine a token of its own: the audit log names it, and a second person is another token.
The token is shown once. Needs the admin scope.`,
  options: {
    scope: { type: 'string', multiple: true, value: 'SCOPE', about: `${scopes.join(', ')}; may stand several times` },
    'expires-at': { type: 'string', value: 'TIME', about: 'when it ends; never if not said' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const granted = parseScopes(options.scope ?? [])
    if (!granted.ok) return granted
    const expiresAt = parseMoment('expires-at', options['expires-at'])
    if (!expiresAt.ok) return expiresAt
    const connection = await connect(call)
    if (!connection.ok) return connection
    const ends = expiresAt.value === undefined ? {} : { expiresAt: expiresAt.value }
    const made = await createToken(connection.value.api, { name: positionals[0]!, scopes: granted.value, ...ends })
    if (!made.ok) return made
    const { id, name, token } = made.value
    const text = [
      ...renderSecret('token', id, token, terminal.style),
      `${terminal.style.bold(printable(name))} is ${printable(id)}, with the scopes ${made.value.scopes.join(', ')}.`,
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: made.value })
  },
})

/** Also several in one word: `--scope read,write`. */
function parseScopes(words: readonly string[]): Result<readonly Scope[], Failure> {
  const granted = new Set<Scope>()
  for (const word of words.flatMap((text) => text.split(','))) {
    const scope = parseChoice('scope', word.trim(), scopes)
    if (!scope.ok) return scope
    if (scope.value !== undefined) granted.add(scope.value)
  }
  if (granted.size > 0) return ok([...granted])
  return usageFailure(
    'fuseboard tokens create: a scope is missing.',
    `What it may do: --scope with ${scopes.join(', ')}.`,
  )
}
