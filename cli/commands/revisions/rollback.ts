// fuseboard revisions rollback   Makes the flags what they were in an earlier revision. That may raise somebody's
// exposure, so it shows the difference first, and does nothing unasked.

import { fail, ok } from '../../../domain/result.ts'
import type { CommitAnswer } from '../../../protocol/admin-revision.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { plural } from '../../output/moment.ts'
import { printable } from '../../output/printable.ts'
import { renderDiff } from '../../output/render-diff.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'

export const revisionsRollbackCommand = defineCommand({
  name: 'revisions rollback',
  topic: 'Revisions',
  summary: 'go back to an earlier revision',
  usage: 'REVISION --reason TEXT [--yes]',
  about: `Publishes the flags as they were in REVISION, as a new revision. Kills stay in force. Needs the write scope.
Shows the difference and asks; --yes does not ask, and is needed where nobody can be asked. If somebody else changes
the flags meanwhile, nothing happens and the exit code is ${exitCodes.conflict}.`,
  options: {
    reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' },
    yes: { type: 'boolean', about: 'do not ask' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, terminal } = call
    const revision = call.positionals[0]!
    if (!options.yes && terminal.prompter === null) {
      return usageFailure('A rollback may switch features on, and nobody can be asked here.', 'If you are sure: --yes.')
    }
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const head = await api.head()
    if (!head.ok) return head
    const { committedRevision } = head.value
    const diff = await api.diff(revision, committedRevision)
    if (!diff.ok) return diff
    terminal.note(renderDiff(diff.value, terminal.noteStyle))
    if (!options.yes && !(await terminal.prompter?.confirm('Publish this?'))) {
      return fail({ exitCode: exitCodes.failed, message: 'Nothing was changed.' })
    }
    const published = await api.rollback(revision, reason.value, committedRevision)
    if (!published.ok) return published
    return ok({ exitCode: exitCodes.ok, text: render(revision, published.value), json: published.value })
  },
})

function render(to: string, { revision, seq, changed, published }: CommitAnswer): string {
  if (changed.length === 0) return `The flags are what they were in ${printable(to)} already: nothing changed.`
  return [
    `Rolled back to ${printable(to)}: revision ${printable(revision.slice(0, 12))}, seq ${seq}, ${plural(changed.length, 'flag')} changed.`,
    published
      ? 'Published: evaluators take it over with their next refresh, what became less within 2.5 s.'
      : 'Saved, and on its way to the edge: fuseboard status shows when it is there.',
    'Next: fuseboard status',
  ].join('\n')
}
