// fuseboard revisions diff   What changed from one revision to another.

import { ok } from '../../../domain/result.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderDiff } from '../../output/render-diff.ts'
import { connect } from '../../session/connect.ts'

export const revisionsDiffCommand = defineCommand({
  name: 'revisions diff',
  topic: 'Revisions',
  summary: 'show what a revision changed, or what differs between two',
  usage: 'A [B]',
  about: `With A alone: what A changed against the revision before it. With A and B: what changed from A to B.
Needs the read scope.`,
  options: {},
  positionals: { least: 1, most: 2 },

  async run(call) {
    const [first, second] = call.positionals
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const diff = second === undefined ? await api.diff(first!, undefined) : await api.diff(second, first)
    if (!diff.ok) return diff
    return ok({ exitCode: exitCodes.ok, text: renderDiff(diff.value, call.terminal.style), json: diff.value })
  },
})
