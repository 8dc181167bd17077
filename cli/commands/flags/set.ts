// fuseboard flags set   Changes one flag, or makes it. Shows what will change first, and asks where somebody may gain the
// feature by it. Applies only to the flag that was shown: whoever was faster is not overwritten.

import type { Json } from '../../../domain/json.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { WriteAnswer } from '../../../protocol/admin-change.ts'
import type { FlagRecord } from '../../../protocol/admin-flag.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { getFlag, patchFlag, putFlag } from '../../api/flags.ts'
import { isProblem } from '../../api/problem.ts'
import type { WriteOptions } from '../../api/writes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderWrite } from '../../changes/render-write.ts'
import { exitCodes } from '../../exit-code.ts'
import type { Failure } from '../../failure.ts'
import { mayRaise } from '../../flags/may-raise.ts'
import { type FlagChange, type FlagPlan, parseFlagChange, planFlagChange } from '../../flags/plan-flag-change.ts'
import { targetArguments } from '../../kills/target.ts'
import { printable } from '../../output/printable.ts'
import { colourDiffLine } from '../../output/render-diff.ts'
import type { Terminal } from '../../output/terminal.ts'
import { askReason } from '../../session/ask-reason.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'
import { parseWriteOptions, writeOptionSpecs } from '../../session/write-options.ts'

export const flagsSetCommand = defineCommand({
  name: 'flags set',
  topic: 'Flags',
  summary: 'change a flag, or make one',
  usage: 'KEY (NAME=VALUE… | --patch JSON | --file FILE) [--reason TEXT] [--yes]',
  about: `NAME=VALUE: enabled=true|false, percentage=0…100, owner, kind, system, expiresAt, description, approval, clientSide,
strict; nothing behind the = takes a setting away. A percentage can be set where the rule is one share of on and off.
--patch is a JSON Merge Patch of the definition. --file is the whole of it, in the full or the short form, and makes the
flag where there is none. Shows the difference first, and asks where somebody may gain the feature; --yes does not ask,
and is needed then where nobody can be asked. Needs the write scope, and the read scope to show what changes.`,
  options: {
    file: { type: 'string', value: 'FILE', about: 'JSON or YAML; - reads stdin' },
    patch: { type: 'string', value: 'JSON', about: 'a JSON Merge Patch' },
    ...writeOptionSpecs,
  },
  positionals: { least: 1, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const { options, positionals, terminal } = call
    const key = positionals[0]!
    const write = parseWriteOptions(options)
    if (!write.ok) return write
    const change = await parseFlagChange(call, key, positionals.slice(1), options)
    if (!change.ok) return change
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const before = await read(api, key, change.value)
    if (!before.ok) return before
    const planned = planFlagChange(key, before.value, change.value)
    if (!planned.ok) return planned
    const allowed = await showAndAsk(planned.value, write.value, options.yes, terminal)
    if (!allowed.ok) return allowed
    const answer = await send(api, planned.value, allowed.value)
    if (!answer.ok) return answer
    const word = targetArguments({ flag: key })
    const done = `${before.value === null ? 'Made' : 'Changed'} ${printable(key)}`
    const text = renderWrite(answer.value, done, terminal.style, `fuseboard flags get ${word}`)
    return ok({ exitCode: exitCodes.ok, text, json: answer.value })
  },
})

/** Null where there is no such flag yet and one may be made. */
async function read(api: AdminApi, key: string, change: FlagChange): Promise<Result<FlagRecord | null, Failure>> {
  const flag = await getFlag(api, key)
  if (flag.ok || !isProblem(flag.error, 'not-found')) return flag
  if (change.kind === 'file') return ok(null)
  return nameNearestFlag(api, key, fail({ ...flag.error, remedy: 'To make a flag: --file FILE.' }))
}

/** The options to write with: the reason is asked for where the change may need one. */
async function showAndAsk(
  { key, before, after, lines }: FlagPlan,
  write: WriteOptions,
  yes: boolean | undefined,
  terminal: Terminal,
): Promise<Result<WriteOptions, Failure>> {
  const { note, noteStyle } = terminal
  const kind = before === null ? 'added' : lines.length === 0 ? 'no difference' : 'changed'
  note(noteStyle.bold(`${printable(key)} (${kind})`))
  for (const line of lines) note(`  ${colourDiffLine(printable(line), noteStyle)}`)
  if (before !== null && before.killedBy.length > 0) {
    note(noteStyle.yellow('It is killed now, and stays off until the kill is lifted.'))
  }
  if (!mayRaise(before === null ? undefined : (before.definition as Json), after)) return ok(write)
  const risk = 'Somebody may gain the feature by this.'
  const sure = await confirm(`${risk} Change it?`, risk, yes, terminal)
  if (!sure.ok) return sure
  if (write.reason !== undefined || terminal.prompter === null) return ok(write)
  const reason = await askReason(undefined, terminal)
  return reason.ok ? ok({ ...write, reason: reason.value }) : reason
}

function send(
  api: AdminApi,
  { key, before, method, body }: FlagPlan,
  write: WriteOptions,
): Promise<Result<WriteAnswer, Failure>> {
  if (method === 'PUT') return putFlag(api, key, body, before?.etag ?? null, write)
  return patchFlag(api, key, body, before?.etag ?? '*', write)
}
