// fuseboard channels set   Writes a channel: what is given changes, the rest stays.

import { audiences } from '../../../domain/incident/incident.ts'
import { ok, type Result } from '../../../domain/result.ts'
import { type Channel, type ChannelBody, getChannel, putChannel } from '../../api/channels.ts'
import { isProblem } from '../../api/problem.ts'
import { type Call, defineCommand, type OptionValues } from '../../arguments/command.ts'
import { parseChoice, parseCount } from '../../arguments/parse-options.ts'
import { parseSettings } from '../../channels/parse-settings.ts'
import { readSecrets } from '../../channels/read-secrets.ts'
import { renderChannel } from '../../channels/render-channel.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

const options = {
  type: {
    type: 'string',
    value: 'TYPE',
    about: 'slack, slack-webhook, pagerduty, statuspage, twilio, resend, webhook, …',
  },
  audience: {
    type: 'string',
    multiple: true,
    value: 'WHO',
    about: `${audiences.join(', ')}; all of them, "" for none`,
  },
  'paging-rank': { type: 'string', value: 'N', about: 'it pages; 1 is tried first' },
  'no-paging': { type: 'boolean', about: 'it does not page' },
  hook: {
    type: 'string',
    multiple: true,
    value: 'EVENT',
    about: 'contain, logs, scale, rollback; all of them, "" for none',
  },
  'hook-system': { type: 'string', multiple: true, value: 'ID', about: 'the systems that the hook is for; "" for all' },
  set: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    about: 'a setting of its type; nothing behind = removes it',
  },
  secret: {
    type: 'string',
    multiple: true,
    value: 'NAME[=FROM]',
    about: '@FILE, env:VARIABLE or - for stdin; without FROM it is asked for',
  },
  'remove-secret': { type: 'string', multiple: true, value: 'NAME', about: 'it has this secret no more' },
} as const

export const channelsSetCommand = defineCommand({
  name: 'channels set',
  topic: 'Communications',
  summary: 'write where notifications, pages or hooks go',
  usage:
    'ID [--type TYPE] [--audience WHO…] [--paging-rank N] [--hook EVENT…] [--set NAME=VALUE…] [--secret NAME[=FROM]…]',
  about: `Makes the channel, or changes what is given and leaves the rest, its secrets included. --audience, --hook and
--hook-system replace the whole list. A secret never stands on the command line, where others could see it. Writing a channel
that was disabled enables it again. Needs the admin scope, and the read scope.`,
  options,
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const edits = await parseEdits(call)
    if (!edits.ok) return edits
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await getChannel(api, id)
    const isNew = !found.ok && isProblem(found.error, 'not-found')
    if (!found.ok && !isNew) return found
    const before = found.ok ? found.value.value : null
    const body = merge(id, before, call.options, edits.value)
    if (!body.ok) return body
    const written = await putChannel(api, id, body.value, found.ok ? (found.value.etag ?? '*') : null)
    if (!written.ok) return written
    const text = [
      `${isNew ? 'Made' : 'Changed'}:`,
      renderChannel(written.value, call.clock.now(), call.terminal.style),
      `Next: fuseboard channels test ${printable(id)} shows whether it works`,
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: written.value })
  },
})

type Given = OptionValues<typeof options>

interface Edits {
  readonly audiences: readonly string[] | undefined
  /** Null takes it away, undefined leaves it. */
  readonly rank: number | null | undefined
  readonly secrets: Readonly<Record<string, string | null>>
}

async function parseEdits(call: Call<typeof options>): Promise<Result<Edits, Failure>> {
  const given = call.options
  if (Object.keys(given).every((name) => !Object.hasOwn(options, name))) {
    return usageFailure(
      'fuseboard channels set: nothing to set is given.',
      'fuseboard channels set --help lists what can be.',
    )
  }
  if (given['paging-rank'] !== undefined && given['no-paging']) {
    return usageFailure('--paging-rank and --no-paging do not go together.', 'Leave one of them out.')
  }
  const count = given['paging-rank'] === undefined ? ok(undefined) : parseCount('paging-rank', given['paging-rank'], 1)
  if (!count.ok) return count
  const chosen: string[] = []
  for (const word of (given.audience ?? []).filter(Boolean)) {
    const audience = parseChoice('audience', word, audiences)
    if (!audience.ok) return audience
    chosen.push(audience.value!)
  }
  const secrets = await readSecrets(given.secret ?? [], call)
  if (!secrets.ok) return secrets
  const removed = (given['remove-secret'] ?? []).map((name): [string, null] => [name, null])
  return ok({
    audiences: given.audience === undefined ? undefined : chosen,
    rank: given['no-paging'] ? null : count.value,
    secrets: Object.fromEntries([...Object.entries(secrets.value), ...removed]),
  })
}

function merge(id: string, before: Channel | null, given: Given, edits: Edits): Result<ChannelBody, Failure> {
  const type = given.type ?? before?.type
  if (type === undefined) {
    return usageFailure(
      `There is no channel ${printable(id)} yet, and a new one needs a type.`,
      'Say it: --type slack.',
    )
  }
  const settings = parseSettings(given.set ?? [], before?.settings ?? {})
  if (!settings.ok) return settings
  const events = given.hook?.filter(Boolean) ?? before?.hook?.events ?? []
  const named = given['hook-system'] === undefined ? before?.hook?.systems : given['hook-system'].filter(Boolean)
  if (events.length === 0 && (given['hook-system'] ?? []).some(Boolean)) {
    return usageFailure('--hook-system stands alone.', 'Say what the hook is called for: --hook EVENT.')
  }
  const rank = edits.rank === undefined ? before?.pagingRank : edits.rank
  return ok({
    type,
    audiences: edits.audiences ?? before?.audiences ?? [],
    ...(typeof rank === 'number' && { pagingRank: rank }),
    ...(events.length > 0 && { hook: { events, ...(named !== undefined && named.length > 0 && { systems: named }) } }),
    settings: settings.value,
    ...(Object.keys(edits.secrets).length > 0 && { secrets: edits.secrets }),
  })
}
