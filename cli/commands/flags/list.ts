// fuseboard flags   Lists the flags, by what is asked for.

import { flagKinds } from '../../../domain/flag/flag-document.ts'
import { ok, type Result } from '../../../domain/result.ts'
import { flagStates, flagTypes, listFlags, staleReasons } from '../../api/flags.ts'
import { defineCommand, type OptionValues } from '../../arguments/command.ts'
import { parseChoice, parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import type { Failure } from '../../failure.ts'
import { countFlags, renderFlagTable } from '../../flags/render-flag-table.ts'
import { connect } from '../../session/connect.ts'

const sortFields = ['key', 'createdAt', 'changedAt', 'expiresAt', 'lastEvaluatedAt'] as const
const sorts = [...sortFields, ...sortFields.map((field) => `-${field}` as const)]

const options = {
  kind: { type: 'string', value: 'KIND', about: flagKinds.join(', ') },
  owner: { type: 'string', value: 'NAME', about: 'who looks after it' },
  system: { type: 'string', multiple: true, value: 'ID', about: 'the system it belongs to' },
  state: { type: 'string', value: 'STATE', about: 'enabled or disabled' },
  type: { type: 'string', value: 'TYPE', about: flagTypes.join(', ') },
  stale: { type: 'string', value: 'REASON', bare: 'any', about: `that should go: ${staleReasons.join(', ')}` },
  'never-drilled': { type: 'boolean', about: 'whose killed state was never tried out' },
  killed: { type: 'boolean', about: 'that a kill in force cuts' },
  archived: { type: 'boolean', about: 'the archived ones instead' },
  q: { type: 'string', value: 'TEXT', about: 'with this in the key' },
  sort: { type: 'string', value: 'FIELD', about: `${sortFields.join(', ')}; --sort=-FIELD turns it round` },
  limit: { type: 'string', value: 'N', about: 'how many, 100 if not said' },
} as const

export const flagsListCommand = defineCommand({
  name: 'flags',
  alias: 'flags list',
  topic: 'Flags',
  summary: 'list the flags: who owns them, which are killed, stale or never drilled',
  usage: '[filters] [--sort FIELD] [--limit N]',
  about: `Filters given together all have to fit. "!" marks flags whose killed state was never drilled, or failed.
Needs the read scope.`,
  options,
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { clock, terminal } = call
    const limit = parseCount('limit', call.options.limit, 100)
    if (!limit.ok) return limit
    const filter = parseFilter(call.options)
    if (!filter.ok) return filter
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listFlags(connection.value.api, filter.value, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const archived = call.options.archived ?? false
    const lines = [
      ...(items.length === 0 ? [] : [renderFlagTable(items, archived, clock.now(), terminal.style), '']),
      items.length === 0 ? 'No flag fits.' : archived ? `${items.length} archived` : countFlags(items),
      ...(next === undefined ? [] : [`There are more: --limit ${limit.value * 5}`]),
      archived
        ? 'Next: fuseboard flags restore KEY puts one back'
        : 'Next: fuseboard flags get KEY shows one, fuseboard flags set KEY NAME=VALUE changes it, fuseboard kill KEY cuts it',
    ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})

function parseFilter(given: OptionValues<typeof options>): Result<Record<string, string>, Failure> {
  const kind = parseChoice('kind', given.kind, flagKinds)
  if (!kind.ok) return kind
  const state = parseChoice('state', given.state, flagStates)
  if (!state.ok) return state
  const type = parseChoice('type', given.type, flagTypes)
  if (!type.ok) return type
  const stale = parseChoice('stale', given.stale, ['any', ...staleReasons])
  if (!stale.ok) return stale
  const sort = parseChoice('sort', given.sort, sorts)
  if (!sort.ok) return sort
  const filter = {
    kind: kind.value,
    owner: given.owner,
    system: given.system?.at(-1),
    state: state.value,
    type: type.value,
    stale: stale.value === 'any' ? 'true' : stale.value,
    drilled: given['never-drilled'] ? 'never' : undefined,
    killed: given.killed ? 'true' : undefined,
    archived: given.archived ? 'true' : undefined,
    q: given.q,
    sort: sort.value,
  }
  return ok(Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]))))
}
