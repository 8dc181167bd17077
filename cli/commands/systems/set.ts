// fuseboard systems set   Writes a system: what is given changes, the rest stays.

import { ok, type Result } from '../../../domain/result.ts'
import type { SystemRecord } from '../../../protocol/admin-records.ts'
import { isProblem } from '../../api/problem.ts'
import { getSystem, putSystem } from '../../api/systems.ts'
import { defineCommand, type OptionValues } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { renderSystem } from '../../systems/render-systems.ts'

const options = {
  name: { type: 'string', value: 'TEXT', about: 'what people call it; its id if not said' },
  owner: { type: 'string', value: 'NAME', about: 'who looks after it; a new system needs one' },
  path: { type: 'string', multiple: true, value: 'GLOB', about: 'repository paths of it; all of them, "" for none' },
  'depends-on': { type: 'string', multiple: true, value: 'ID', about: 'systems it needs; all of them, "" for none' },
  critical: { type: 'boolean', about: 'it is critical' },
  'not-critical': { type: 'boolean', about: 'it is not' },
  approval: { type: 'boolean', about: 'raising one of its flags waits for a second person' },
  'no-approval': { type: 'boolean', about: 'it does not' },
} as const

export const systemsSetCommand = defineCommand({
  name: 'systems set',
  topic: 'Systems and segments',
  summary: 'write a system of the map',
  usage: 'ID [--owner NAME] [--name TEXT] [--path GLOB…] [--depends-on ID…] [--critical] [--approval]',
  about: `Makes the system, or changes what is given and leaves the rest. --path and --depends-on may stand several times, and
replace the list. Needs the write scope, and the read scope.`,
  options,
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { positionals, terminal } = call
    const id = positionals[0]!
    const wrong = refuse(call.options)
    if (!wrong.ok) return wrong
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await getSystem(api, id)
    const isNew = !found.ok && isProblem(found.error, 'not-found')
    if (!found.ok && !isNew) return found
    if (isNew && call.options.owner === undefined) {
      return usageFailure(
        `There is no system ${printable(id)} yet, and a new one needs an owner.`,
        'Who looks after it: --owner NAME.',
      )
    }
    const before = found.ok
      ? found.value.value
      : { id, name: id, owner: '', paths: [], dependsOn: [], critical: false, approval: false }
    // A server without ETags for systems is asked for what is there, whatever it is.
    const etag = found.ok ? (found.value.etag ?? '*') : null
    const written = await putSystem(api, merge(before, call.options), etag)
    if (!written.ok) return written
    const text = [
      `${isNew ? 'Made' : 'Changed'}:`,
      renderSystem(written.value, null, terminal.style),
      'Next: fuseboard systems draws the map',
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: written.value })
  },
})

type Given = OptionValues<typeof options>

function refuse(given: Given): Result<null, Failure> {
  if (Object.keys(given).every((name) => !Object.hasOwn(options, name))) {
    return usageFailure('fuseboard systems set: nothing to set is given.', 'Try: fuseboard systems set ID --owner NAME')
  }
  const both = (given.critical && given['not-critical']) || (given.approval && given['no-approval'])
  return both ? usageFailure('An option and its opposite do not go together.', 'Leave one of them out.') : ok(null)
}

function merge(before: SystemRecord, given: Given): SystemRecord {
  const list = (words: readonly string[] | undefined): readonly string[] | undefined => words?.filter(Boolean)
  const either = (yes: boolean | undefined, no: boolean | undefined, otherwise: boolean): boolean =>
    yes ? true : no ? false : otherwise
  return {
    ...before,
    name: given.name ?? before.name,
    owner: given.owner ?? before.owner,
    paths: list(given.path) ?? before.paths,
    dependsOn: list(given['depends-on']) ?? before.dependsOn,
    critical: either(given.critical, given['not-critical'], before.critical),
    approval: either(given.approval, given['no-approval'], before.approval),
  }
}
