// fuseboard segments set   Writes a named audience. It decides every flag that refers to it, so it shows which, and asks.

import type { Json } from '../../../domain/json.ts'
import { ok } from '../../../domain/result.ts'
import type { SegmentRecord } from '../../../protocol/admin-flag.ts'
import { isProblem } from '../../api/problem.ts'
import { getSegment, putSegment } from '../../api/segments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderWrite } from '../../changes/render-write.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { diffValues } from '../../flags/diff-values.ts'
import { plural } from '../../output/moment.ts'
import { printable } from '../../output/printable.ts'
import { colourDiffLine } from '../../output/render-diff.ts'
import type { Terminal } from '../../output/terminal.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'
import { readInput } from '../../session/read-input.ts'
import { parseWriteOptions, writeOptionSpecs } from '../../session/write-options.ts'

export const segmentsSetCommand = defineCommand({
  name: 'segments set',
  topic: 'Systems and segments',
  summary: 'write a segment',
  usage: 'NAME --file FILE [--reason TEXT] [--yes]',
  about: `FILE holds the rule, such as {"in": [{"var": "country"}, ["NL", "BE"]]}, in JSON or YAML; - reads stdin.
Shows the difference. Asks where flags refer to the segment, since somebody may gain them by this; --yes does not ask,
and is needed then where nobody can be asked. Needs the write scope, and the read scope.`,
  options: { file: { type: 'string', value: 'FILE', about: 'the rule' }, ...writeOptionSpecs },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const name = positionals[0]!
    const write = parseWriteOptions(options)
    if (!write.ok) return write
    if (options.file === undefined) {
      return usageFailure(
        'fuseboard segments set: the rule is missing.',
        'Give it as --file FILE, or --file - for stdin.',
      )
    }
    const rule = await readInput(call, options.file)
    if (!rule.ok) return rule
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await getSegment(api, name)
    if (!found.ok && !isProblem(found.error, 'not-found')) return found
    const before = found.ok ? found.value : null
    showDifference(name, before, rule.value as Json, terminal)
    if (before !== null && before.usedByCount > 0) {
      const risk = `Somebody may gain ${plural(before.usedByCount, 'flag')} by this.`
      const sure = await confirm(`${risk} Change it?`, risk, options.yes, terminal)
      if (!sure.ok) return sure
    }
    const answer = await putSegment(api, name, rule.value, before?.etag ?? null, write.value)
    if (!answer.ok) return answer
    const done = `${before === null ? 'Made' : 'Changed'} the segment ${printable(name)}`
    return ok({ exitCode: exitCodes.ok, text: renderWrite(answer.value, done, terminal.style), json: answer.value })
  },
})

function showDifference(name: string, before: SegmentRecord | null, after: Json, { note, noteStyle }: Terminal): void {
  const lines = diffValues(before === null ? undefined : (before.rule as Json), after)
  note(
    noteStyle.bold(
      `${printable(name)} (${before === null ? 'added' : lines.length === 0 ? 'no difference' : 'changed'})`,
    ),
  )
  for (const line of lines) note(`  ${colourDiffLine(printable(line), noteStyle)}`)
  if (before === null || before.usedByCount === 0) return
  note(`It decides ${plural(before.usedByCount, 'flag')}: ${before.usedBy.map(printable).join(', ')}`)
}
