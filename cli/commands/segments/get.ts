// fuseboard segments get   One named audience: its rule, and the flags that refer to it.

import { ok } from '../../../domain/result.ts'
import { getSegment } from '../../api/segments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderSegment } from '../../segments/render-segment.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestSegment } from '../../session/name-nearest.ts'

export const segmentsGetCommand = defineCommand({
  name: 'segments get',
  topic: 'Systems and segments',
  summary: 'show one segment',
  usage: 'NAME',
  about: 'Its rule, and the flags that refer to it, directly or through other segments. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const name = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const segment = await nameNearestSegment(api, name, await getSegment(api, name))
    if (!segment.ok) return segment
    return ok({ exitCode: exitCodes.ok, text: renderSegment(segment.value, call.terminal.style), json: segment.value })
  },
})
