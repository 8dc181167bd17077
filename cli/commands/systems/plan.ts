// fuseboard systems plan, apply   The system map as a file: what it would change, and changing it.

import { ok } from '../../../domain/result.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodeMeanings, exitCodes } from '../../exit-code.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'
import { applySystems } from '../../systems/apply-systems.ts'
import type { SystemStep } from '../../systems/plan-systems.ts'
import { defaultSystemsFile, readPlan, readSystemsFile } from '../../systems/read-systems-plan.ts'
import { renderSystemsPlan } from '../../systems/render-systems-plan.ts'

const topic = 'Systems and segments'
const prune = { type: 'boolean', about: 'also remove what the file does not have' } as const

const jsonOf = ({ id, change, before, after }: SystemStep): object => ({ id, change, before, after })

export const systemsPlanCommand = defineCommand({
  name: 'systems plan',
  topic,
  summary: 'show what a file of systems would change',
  usage: '[FILE] [--prune]',
  about: `Compares ${defaultSystemsFile}, or FILE, with the map, and changes nothing. Refused where dependencies would not exist or run in a
circle. Needs the read scope. Exits 0 when there is nothing to change and ${exitCodes.changes} when there is.`,
  options: { prune },
  positionals: { least: 0, most: 1 },
  exits: {
    usage: exitCodes.failed,
    meanings: [
      [exitCodes.ok, 'there is nothing to change'],
      [exitCodes.failed, 'no plan: wrong usage, a problem in the file, refused, or failed'],
      [exitCodes.changes, 'there are changes: the plan is on stdout'],
      ...exitCodeMeanings.filter(([code]) => code === exitCodes.unreachable || code === exitCodes.signedOut),
    ],
  },

  async run(call) {
    const { options, positionals, terminal } = call
    const file = positionals[0] ?? defaultSystemsFile
    const wanted = await readSystemsFile(file)
    if (!wanted.ok) return wanted
    const connection = await connect(call)
    if (!connection.ok) return connection
    const plan = await readPlan(connection.value.api, wanted.value, options.prune === true)
    if (!plan.ok) return plan
    const { steps, kept } = plan.value
    const text = renderSystemsPlan(plan.value, terminal.style)
    const exitCode = steps.length === 0 ? exitCodes.ok : exitCodes.changes
    return ok({ exitCode, text, json: { file, changes: steps.map(jsonOf), kept } })
  },
})

export const systemsApplyCommand = defineCommand({
  name: 'systems apply',
  topic,
  summary: 'make the map what a file of systems says',
  usage: '[FILE] [--prune] [--yes]',
  about: `Shows the plan and asks; --yes does not ask, and is needed where nobody can be asked. Systems are written after what they depend
on. What the file does not have stays, unless --prune says otherwise. Where a step fails it says what was done; applying
the file again does the rest. Needs the read and write scopes; ending an approval, admin.`,
  options: { prune, yes: { type: 'boolean', about: 'do not ask' } },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const file = positionals[0] ?? defaultSystemsFile
    const wanted = await readSystemsFile(file)
    if (!wanted.ok) return wanted
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const plan = await readPlan(api, wanted.value, options.prune === true)
    if (!plan.ok) return plan
    const { steps, kept } = plan.value
    const json = { file, changes: steps.map(jsonOf), kept }
    if (steps.length === 0) {
      return ok({ exitCode: exitCodes.ok, text: renderSystemsPlan(plan.value, terminal.style), json })
    }
    terminal.note(renderSystemsPlan(plan.value, terminal.noteStyle))
    const sure = await confirm('Write this to the map?', 'This changes the system map.', options.yes, terminal)
    if (!sure.ok) return sure
    const applied = await applySystems(api, steps)
    if (!applied.ok) return applied
    const written = steps.length === 1 ? 'The change is written.' : `All ${steps.length} changes are written.`
    const text = `${written}\nNext: fuseboard systems draws the map`
    return ok({ exitCode: exitCodes.ok, text, json })
  },
})
