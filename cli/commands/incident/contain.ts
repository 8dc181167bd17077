// fuseboard incident contain   Stops the damage, or records how it was stopped.

import { ok, type Result } from '../../../domain/result.ts'
import { type containments, stepIncident } from '../../api/incidents.ts'
import { defineCommand, type OptionValues } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { renderStep, viewOf } from '../../incidents/act-on-incident.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident } from '../../incidents/find-incident.ts'
import { renderCut } from '../../incidents/render-opened.ts'
import { watchCut } from '../../incidents/watch-cut.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'
import { untilInterrupted } from '../../session/follow.ts'

const options = {
  reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' },
  flag: { type: 'string', multiple: true, value: 'FLAG', about: 'cut this flag off; may stand several times' },
  system: {
    type: 'string',
    multiple: true,
    value: 'ID',
    about: 'cut every flag of this system off; may stand several times',
  },
  none: { type: 'boolean', about: 'nothing can be done; --reason says why' },
  reverted: { type: 'boolean', about: 'what changed was taken back already' },
  other: { type: 'boolean', about: 'it was stopped in another way; --reason says how' },
} as const

export const incidentContainCommand = defineCommand({
  name: 'incident contain',
  topic: 'Incidents',
  summary: 'cut off what fails, or record how the damage was stopped',
  usage: '[ID] --reason TEXT [--flag FLAG… | --system ID… | --none | --reverted | --other]',
  about: `Without more it cuts off every enabled flag of the systems of the incident. An incident leaves the phase contain only
with a recorded containment, or an explicit --none. Without ID it takes the only open incident.
Needs the incident scope, and the kill scope to cut flags off.`,
  options,
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { options: given, terminal, clock } = call
    const how = howOf(given)
    if (!how.ok) return how
    const reason = await askReason(given.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const id = await findIncident(api, call.positionals[0], terminal)
    if (!id.ok) return id
    const body = {
      how: how.value,
      reason: reason.value,
      ...(given.flag !== undefined && { flags: given.flag }),
      ...(given.system !== undefined && { systems: given.system }),
    }
    const done = await explainRefusal(await stepIncident(api, id.value, 'contain', body), api, id.value)
    if (!done.ok) return done
    const { killed } = done.value
    if (killed.length > 0) terminal.note(`Cut off: ${printable(killed.join(', '))}`)
    const cut = await untilInterrupted((signal) => watchCut(api, done.value, clock, signal))
    const view = viewOf(call)
    const told =
      how.value === 'killed'
        ? [...renderCut({ incident: done.value, cut }, view), `Contained: ${printable(reason.value)}`]
        : [`Contained, ${recorded[how.value]}: ${printable(reason.value)}`]
    return ok({
      exitCode: exitCodes.ok,
      text: renderStep(told, done.value, view),
      json: { ...done.value, enforcedAt: cut.enforcedAt, receipts: cut.watched?.receipts ?? null },
    })
  },
})

type How = (typeof containments)[number]

const recorded = {
  reverted: 'what changed was taken back',
  other: 'in another way',
  none: 'nothing can be done',
} as const

function howOf(given: OptionValues<typeof options>): Result<How, Failure> {
  const recordedHow = (['none', 'reverted', 'other'] as const).filter((how) => given[how])
  const cuts = given.flag !== undefined || given.system !== undefined
  if (recordedHow.length > 1 || (cuts && recordedHow.length > 0)) {
    return usageFailure(
      'fuseboard incident contain: one way at a time.',
      'Either --flag and --system, or one of --none, --reverted and --other.',
    )
  }
  return ok(recordedHow[0] ?? 'killed')
}
