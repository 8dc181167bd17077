// fuseboard incident open   One command for three in the morning: contains, pages, and says what it did.

import { fail, ok, type Result } from '../../../domain/result.ts'
import { type NewIncident, openIncident } from '../../api/incidents.ts'
import { listNotifications } from '../../api/notifications.ts'
import { type Call, defineCommand, type OptionValues } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { viewOf } from '../../incidents/act-on-incident.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { parseSeverity, parseStarted } from '../../incidents/incident-options.ts'
import { nobodyReached, type Opened, renderOpened } from '../../incidents/render-opened.ts'
import { watchCut } from '../../incidents/watch-cut.ts'
import { awaitOutcome } from '../../notifications/await-outcome.ts'
import { printable } from '../../output/printable.ts'
import type { Terminal } from '../../output/terminal.ts'
import { connect } from '../../session/connect.ts'
import { untilInterrupted } from '../../session/follow.ts'

/** How long it is waited for a page to go out. */
const patienceMs = 10_000
const mostPages = 20

const options = {
  sev: { type: 'string', value: 'N', about: '1 (worst) to 4; SEV1 means the same' },
  system: { type: 'string', multiple: true, value: 'ID', about: 'a system that fails; may stand several times' },
  commander: { type: 'string', value: 'ID', about: 'the responder who commands it; nobody else is paged then' },
  contain: { type: 'boolean', about: 'cut the flags off for SEV3 and SEV4, too' },
  'no-contain': { type: 'boolean', about: 'cut nothing off' },
  except: { type: 'string', multiple: true, value: 'FLAG', about: 'a flag that stays on; may stand several times' },
  started: { type: 'string', value: 'TIME', about: 'when it began for users: 14:05 (UTC), 10m ago, or ISO 8601' },
  reason: { type: 'string', value: 'TEXT', about: 'why the flags are cut off; the title if not said' },
} as const

export const incidentOpenCommand = defineCommand({
  name: 'incident open',
  topic: 'Incidents',
  summary: 'cut off what fails, page whoever is on call, and begin a timeline',
  usage: 'TITLE --sev N --system ID… [--commander ID] [--no-contain] [--except FLAG…] [--started TIME]',
  about: `SEV1 and SEV2 cut every enabled flag of the systems off, at once and everywhere, and page until somebody commands.
Asks nothing when title, severity and system are given. Shows what was cut off and since when, who is paged and whether it
went out, and what to type next. Exit code ${exitCodes.warned} where somebody has to come and no page went out.
Needs the incident scope, and the kill scope to cut flags off; the read scope shows what came of it.`,
  options,
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const incident = await parseNew(call)
    if (!incident.ok) return incident
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api, instance } = connection.value
    const { clock, terminal } = call
    const done = await explainRefusal(await openIncident(api, incident.value), api)
    if (!done.ok) return done
    const { id, killed, title } = done.value
    // At once: whatever comes now only shows what came of it.
    terminal.note(terminal.noteStyle.bold(`Opened ${printable(id)}: ${printable(title)}`))
    if (killed.length > 0) terminal.note(`Cut off: ${printable(killed.join(', '))}`)
    const [cut, pages] = await untilInterrupted((signal) =>
      Promise.all([
        watchCut(api, done.value, clock, signal),
        awaitOutcome({ clock, signal, atMostMs: patienceMs, read: () => readPages(id) }),
      ]),
    )
    const page = new URL(done.value.page.replace(/^\/+/, ''), instance.base).href
    const opened: Opened = { incident: done.value, cut, pages: pages.ok ? pages.value : null, page }
    return ok({
      exitCode: nobodyReached(opened) ? exitCodes.warned : exitCodes.ok,
      text: renderOpened(opened, viewOf(call)),
      json: {
        incident: done.value,
        killed,
        enforcedAt: cut.enforcedAt,
        receipts: cut.watched?.receipts ?? null,
        pages: opened.pages,
        page,
      },
    })

    async function readPages(incident: string) {
      const list = await listNotifications(api, { incident, purpose: 'page' }, mostPages)
      return list.ok ? ok(list.value.items) : list
    }
  },
})

async function parseNew(call: Call<typeof options>): Promise<Result<NewIncident, Failure>> {
  const { options: given, positionals, clock, terminal } = call
  if (given.contain && given['no-contain']) {
    return usageFailure('--contain and --no-contain do not go together.', 'Leave one of them out.')
  }
  const started = given.started === undefined ? ok(undefined) : parseStarted(given.started, clock.now())
  if (!started.ok) return started
  const title = await askFor('title', positionals.join(' '), 'What fails? One line.', terminal)
  if (!title.ok) return title
  const word = await askFor('--sev', given.sev, 'How bad is it? 1 (worst) to 4.', terminal)
  if (!word.ok) return word
  const severity = parseSeverity(word.value, '--sev')
  if (!severity.ok) return severity
  const systems = await askFor('--system', given.system?.join(' '), 'Which systems fail? Their ids.', terminal)
  if (!systems.ok) return systems
  return ok({
    title: title.value,
    severity: severity.value,
    systems: [...new Set(systems.value.split(/[\s,]+/).filter(Boolean))],
    ...(started.value !== undefined && { startedAt: started.value }),
    ...optionsOf(given),
  })
}

const optionsOf = (given: OptionValues<typeof options>): Partial<NewIncident> => ({
  ...(given.commander !== undefined && { commander: given.commander }),
  ...((given.contain || given['no-contain']) && { contain: given.contain === true }),
  ...(given.except !== undefined && { exceptFlags: given.except }),
  ...(given.reason !== undefined && { reason: given.reason }),
})

async function askFor(
  what: string,
  given: string | undefined,
  question: string,
  { prompter }: Terminal,
): Promise<Result<string, Failure>> {
  if (given !== undefined && given.trim() !== '') return ok(given.trim())
  if (prompter === null) {
    return usageFailure(
      `fuseboard incident open: ${what} is missing.`,
      'For example: fuseboard incident open "checkout fails" --sev 1 --system payments',
    )
  }
  const answer = await prompter.text(question)
  return answer === null ? fail({ exitCode: exitCodes.failed, message: 'No incident was opened.' }) : ok(answer)
}
