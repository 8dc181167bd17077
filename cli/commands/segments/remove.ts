// fuseboard segments remove   Takes a named audience out of the document.

import { ok } from '../../../domain/result.ts'
import { getSegment, removeSegment } from '../../api/segments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderWrite } from '../../changes/render-write.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestSegment } from '../../session/name-nearest.ts'

export const segmentsRemoveCommand = defineCommand({
  name: 'segments remove',
  topic: 'Systems and segments',
  summary: 'take a segment out',
  usage: 'NAME [--reason TEXT]',
  about: 'Refused while a flag refers to it; the refusal names them. Needs the write scope, and the read scope.',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const name = positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await nameNearestSegment(api, name, await getSegment(api, name))
    if (!found.ok) return found
    const reason = options.reason?.trim()
    const answer = await removeSegment(api, name, found.value.etag, reason ? { reason } : {})
    if (!answer.ok) return answer
    const text = renderWrite(answer.value, `Removed the segment ${printable(name)}`, terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: answer.value })
  },
})
