// What every step of an incident has in common: find it, take the step, say what is so now and what to type next.

import { ok, type Result } from '../../domain/result.ts'
import { type ContainedIncident, type Incident, type IncidentSteps, stepIncident } from '../api/incidents.ts'
import type { Call, OptionSpecs, Outcome } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { connect } from '../session/connect.ts'
import { explainRefusal } from './explain-refusal.ts'
import { findIncident } from './find-incident.ts'
import { nextCommand } from './next-command.ts'
import { renderTitle, type View } from './render-incident.ts'
import { renderMissing } from './render-missing.ts'
import { renderPhases } from './render-phases.ts'

export interface Step<S extends keyof IncidentSteps> {
  /** As it was named; undefined means the only one that is open. */
  readonly word: string | undefined
  readonly step: S
  readonly body: IncidentSteps[S]
  /** What was done, one sentence a line. Its words are made printable there. */
  readonly told: (incident: ContainedIncident) => readonly string[]
}

export async function actOnIncident<S extends keyof IncidentSteps, O extends OptionSpecs>(
  call: Call<O>,
  { word, step, body, told }: Step<S>,
): Promise<Result<Outcome, Failure>> {
  const connection = await connect(call)
  if (!connection.ok) return connection
  const { api } = connection.value
  const id = await findIncident(api, word, call.terminal)
  if (!id.ok) return id
  const done = await explainRefusal(await stepIncident(api, id.value, step, body), api, id.value)
  if (!done.ok) return done
  const text = renderStep(told(done.value), done.value, viewOf(call))
  return ok({ exitCode: exitCodes.ok, text, json: done.value })
}

export const viewOf = <O extends OptionSpecs>({ clock, terminal }: Call<O>): View => ({
  now: clock.now(),
  columns: terminal.columns,
  style: terminal.style,
})

/** The outcome of a step: what was done, where the incident stands, what is missing, what to type next. */
export function renderStep(told: readonly string[], incident: Incident, view: View): string {
  const [title = ''] = renderTitle(incident, view)
  const missing = renderMissing(incident, view)
  return [
    ...told,
    '',
    title,
    ...renderPhases(incident, view.columns, view.style),
    ...(missing.length === 0 ? [] : ['', ...missing]),
    '',
    `Next: ${nextCommand(incident)}`,
  ].join('\n')
}
