// fuseboard cascades show   One cascade: the evidence of each system, and what was taken back.

import { ok } from '../../../domain/result.ts'
import { getCascade } from '../../api/cascades.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderCascade } from '../../cascades/render-cascade.ts'
import { exitCodes } from '../../exit-code.ts'
import { viewOf } from '../../incidents/act-on-incident.ts'
import { connect } from '../../session/connect.ts'

export const cascadesShowCommand = defineCommand({
  name: 'cascades show',
  topic: 'Incidents',
  summary: 'show the evidence of a cascade, and what was taken back',
  usage: 'ID',
  about: 'Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const cascade = await getCascade(connection.value.api, call.positionals[0]!)
    if (!cascade.ok) return cascade
    return ok({ exitCode: exitCodes.ok, text: renderCascade(cascade.value, viewOf(call)), json: cascade.value })
  },
})
