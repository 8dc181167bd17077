// fuseboard incident postmortem   The post-mortem: who owes it, what it says, and writing it.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { getPostMortem, putPostMortem } from '../../api/incidents.ts'
import { isProblem } from '../../api/problem.ts'
import { type Call, defineCommand, type OptionValues, type Outcome } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { actOnIncident } from '../../incidents/act-on-incident.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident } from '../../incidents/find-incident.ts'
import { readPostMortem, withMark, writePostMortem } from '../../incidents/post-mortem-file.ts'
import { printable, printableLines } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

const options = {
  owner: { type: 'string', value: 'RESPONDER', about: 'who owes it; with --due' },
  due: { type: 'string', value: 'DATE', about: 'by when, such as 2026-12-01; with --owner' },
  out: { type: 'string', short: 'o', value: 'FILE', about: 'write it into a file, to be edited' },
  edit: { type: 'string', value: 'FILE', about: 'put the edited file in its place' },
  force: { type: 'boolean', about: 'let --out replace a file, or --edit replace whatever is there now' },
} as const

export const incidentPostmortemCommand = defineCommand({
  name: 'incident postmortem',
  topic: 'Incidents',
  summary: 'show the post-mortem of an incident, say who owes it, or write it',
  usage: '[ID] [--owner RESPONDER --due DATE | --out FILE | --edit FILE] [--force]',
  about: `Until somebody edits it, it is made from the timeline. --out ends the file with a comment that says what it began from, and
--edit is refused where somebody changed the post-mortem since. Without ID it takes the only open incident; one that is closed
has to be named. Needs the read scope, and the incident scope to change anything.`,
  options,
  positionals: { least: 0, most: 1 },

  async run(call) {
    const wrong = refuse(call.options)
    if (!wrong.ok) return wrong
    const { owner, due, edit, out, force = false } = call.options
    const [word] = call.positionals
    if (owner !== undefined && due !== undefined) {
      return actOnIncident(call, {
        word,
        step: 'postmortem',
        body: { owner, due },
        told: ({ id }) => [`${printable(owner)} owes the post-mortem of ${printable(id)} by ${printable(due)}.`],
      })
    }
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const id = await findIncident(api, word, call.terminal)
    if (!id.ok) return id
    if (edit !== undefined) return putFile(api, id.value, edit, force)
    return show(call, api, id.value, out, force)
  },
})

const dateText = /^\d{4}-\d{2}-\d{2}$/

function refuse({ owner, due, edit, out }: OptionValues<typeof options>): Result<null, Failure> {
  const ways = [owner !== undefined || due !== undefined, edit !== undefined, out !== undefined].filter(Boolean).length
  if (ways > 1) return usageFailure('--owner with --due, --out and --edit do not go together.', 'One at a time.')
  if ((owner === undefined) !== (due === undefined)) {
    return usageFailure('Who owes it and by when belong together.', 'Give both: --owner alice --due 2026-12-01.')
  }
  if (due !== undefined && (!dateText.test(due) || Number.isNaN(Date.parse(due)))) {
    return usageFailure(`--due: found "${due}"; allowed: a date.`, 'Try --due 2026-12-01.')
  }
  return ok(null)
}

async function show(
  { terminal }: Pick<Call, 'terminal'>,
  api: AdminApi,
  id: string,
  out: string | undefined,
  force: boolean,
): Promise<Result<Outcome, Failure>> {
  const found = await explainRefusal(await getPostMortem(api, id), api, id)
  if (!found.ok) return found
  const { value: markdown, etag } = found.value
  const json = { incident: id, etag, markdown }
  if (out === undefined) {
    terminal.note(`Next: fuseboard incident postmortem ${printable(id)} --out FILE writes it into a file, to be edited`)
    return ok({ exitCode: exitCodes.ok, text: printableLines(markdown).trimEnd(), json })
  }
  const written = await writePostMortem(out, withMark(markdown, id, etag), force)
  if (!written.ok) return written
  const name = printable(out)
  const text = `Wrote ${name}.\nNext: edit it, then fuseboard incident postmortem ${printable(id)} --edit ${name}`
  return ok({ exitCode: exitCodes.ok, text, json: { ...json, out } })
}

async function putFile(api: AdminApi, id: string, path: string, force: boolean): Promise<Result<Outcome, Failure>> {
  const file = await readPostMortem(path)
  if (!file.ok) return file
  const { text, etag, incident } = file.value
  if (incident !== null && incident !== id) {
    return usageFailure(`${path} is the post-mortem of ${incident}, not of ${id}. Nothing was sent.`, 'Give that id.')
  }
  if (etag === null && !force) {
    return usageFailure(
      `${path} does not say what it began from: somebody's text could be lost. Nothing was sent.`,
      `fuseboard incident postmortem ${id} --out FILE writes one that does; --force replaces whatever is there.`,
    )
  }
  const answer = await explainRefusal(await putPostMortem(api, id, text, force ? '*' : (etag ?? '*')), api, id)
  if (!answer.ok) {
    return isProblem(answer.error, 'stale-precondition') ? fail({ ...answer.error, remedy: staleRemedy(id) }) : answer
  }
  const done = `The post-mortem of ${printable(id)} is what ${printable(path)} says.`
  const next =
    'The file still names the text it began from: before editing it again, write it anew with --out FILE --force.'
  return ok({ exitCode: exitCodes.ok, text: `${done}\n${next}`, json: { incident: id, etag: answer.value.etag } })
}

const staleRemedy = (id: string): string =>
  `Somebody changed it since. Write it into another file (fuseboard incident postmortem ${id} --out OTHER), bring both together, and put that back.`
