// fuseboard responders set   Writes a responder: what is given changes, the rest stays.

import { ok, type Result } from '../../../domain/result.ts'
import type { ResponderRecord } from '../../../protocol/admin-incident.ts'
import { isProblem } from '../../api/problem.ts'
import { getResponder, putResponder } from '../../api/responders.ts'
import { defineCommand, type OptionValues } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { printable } from '../../output/printable.ts'
import { renderResponderTable } from '../../responders/render-responders.ts'
import { connect } from '../../session/connect.ts'

const options = {
  name: { type: 'string', value: 'TEXT', about: 'what people call them; a new one needs it' },
  email: { type: 'string', value: 'ADDRESS', about: 'an e-mail address; "" for none' },
  phone: { type: 'string', value: 'NUMBER', about: 'with its country, such as +4930123456; "" for none' },
  slack: { type: 'string', value: 'USER', about: 'a Slack user id, such as U012AB3CD; "" for none' },
  rank: { type: 'string', value: 'N', about: '1 is paged first' },
  'no-rank': { type: 'boolean', about: 'never paged by itself' },
} as const

export const respondersSetCommand = defineCommand({
  name: 'responders set',
  topic: 'Incidents',
  summary: 'add somebody who answers for incidents, or change how they are reached',
  usage: 'ID [--name TEXT] [--email ADDRESS] [--phone NUMBER] [--slack USER] [--rank N | --no-rank]',
  about:
    'Makes the responder, or changes what is given and leaves the rest. Needs the incident scope, and the read scope.',
  options,
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const rank = parseRank(call.options)
    if (!rank.ok) return rank
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await getResponder(api, id)
    const isNew = !found.ok && isProblem(found.error, 'not-found')
    if (!found.ok && !isNew) return found
    if (isNew && call.options.name === undefined) {
      return usageFailure(
        `There is no responder ${printable(id)} yet, and a new one needs a name.`,
        'Say it: --name TEXT.',
      )
    }
    const before: ResponderRecord = found.ok ? found.value.value : { id, name: '' }
    const etag = found.ok ? (found.value.etag ?? '*') : null
    const written = await putResponder(api, merge(before, call.options, rank.value), etag)
    if (!written.ok) return written
    const text = [
      `${isNew ? 'Added' : 'Changed'}:`,
      renderResponderTable([written.value], call.terminal.style),
      'Next: fuseboard responders shows who is paged first',
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: written.value })
  },
})

type Given = OptionValues<typeof options>

/** Null takes it away, undefined leaves it. */
function parseRank(given: Given): Result<number | null | undefined, Failure> {
  if (Object.keys(given).every((name) => !Object.hasOwn(options, name))) {
    return usageFailure(
      'fuseboard responders set: nothing to set is given.',
      'Try: fuseboard responders set ID --name NAME',
    )
  }
  if (given.rank !== undefined && given['no-rank']) {
    return usageFailure('--rank and --no-rank do not go together.', 'Leave one of them out.')
  }
  if (given['no-rank']) return ok(null)
  return given.rank === undefined ? ok(undefined) : parseCount('rank', given.rank, 1)
}

/** An empty text takes the address away. */
function merge(before: ResponderRecord, given: Given, rank: number | null | undefined): ResponderRecord {
  const email = given.email ?? before.email
  const phone = given.phone ?? before.phone
  const slack = given.slack ?? before.slack
  const place = rank === undefined ? before.rank : rank
  return {
    id: before.id,
    name: given.name ?? before.name,
    ...(email && { email }),
    ...(phone && { phone }),
    ...(slack && { slack }),
    ...(typeof place === 'number' && { rank: place }),
  }
}
