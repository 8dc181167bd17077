// fuseboard apply   Makes the flags what the folder says. It shows the plan, asks, and writes all of it or nothing.

import { fail, ok, type Result } from '../../domain/result.ts'
import { type Call, defineCommand, type Outcome } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { defaultDir, dirOption, dirWords } from '../files/dir-option.ts'
import { folderFailure } from '../files/folder-failure.ts'
import { type FlagsFolder, readFlagsFolder } from '../files/read-flags-folder.ts'
import { type Applied, applyPlan, waitForPublish } from '../plan/apply-plan.ts'
import { makePlan, type Plan } from '../plan/make-plan.ts'
import { renderApplied } from '../plan/render-applied.ts'
import { renderPlan } from '../plan/render-plan.ts'
import { hashDocument, readPlan } from '../plan/saved-plan.ts'
import { askReason } from '../session/ask-reason.ts'
import { renderBaseUrl } from '../session/base-url.ts'
import { type Connection, connect } from '../session/connect.ts'

const options = {
  dir: dirOption,
  plan: { type: 'string', value: 'FILE', about: 'apply this saved plan, and nothing but it' },
  reason: { type: 'string', value: 'TEXT', about: 'why; needed where it raises exposure' },
  yes: { type: 'boolean', about: 'do not ask' },
  'break-glass': { type: 'boolean', about: 'apply at once what needs a second person; needs --reason' },
  'break-glass-hours': { type: 'string', value: 'N', about: 'for how long without a review: 1 to 24, 4 if not said' },
} as const

type ApplyCall = Call<typeof options>

export const applyCommand = defineCommand({
  name: 'apply',
  topic: 'Flags as code',
  summary: 'make the flags what the flag files say',
  usage: '[--dir DIR] [--plan FILE] [--reason TEXT] [--yes] [--break-glass] [--break-glass-hours N]',
  about: `Shows the plan and asks; --yes does not ask, and is needed where nobody can be asked. Needs the read and write scopes.
All of it is written or nothing: if somebody else changes the flags meanwhile, the exit code is ${exitCodes.conflict}, and nothing has changed.
What needs a second person then waits for one: the exit code is ${exitCodes.ok}, and the text and --json say so. --break-glass applies that at
once; unless somebody else reviews it in time, it is taken back.`,
  options,
  positionals: { least: 0, most: 0 },

  async run(call) {
    const hours = parseHours(call)
    if (!hours.ok) return hours
    if (!call.options.yes && call.terminal.prompter === null) {
      return usageFailure('This may switch features on, and nobody can be asked here.', 'If you are sure: --yes.')
    }
    const dir = call.options.dir ?? defaultDir
    const folder = await readFlagsFolder(dir)
    if (!folder.ok) return fail(folderFailure(dir, folder.error))
    const connection = await connect(call)
    if (!connection.ok) return connection
    const plan = await planFor(call, connection.value, folder.value)
    if (!plan.ok) return plan
    if (plan.value.isEmpty) return ok(unchanged(folder.value, plan.value, call))
    call.terminal.note(renderPlan(plan.value, call.terminal.noteStyle))
    const allowed = await allow(call, plan.value, connection.value)
    if (!allowed.ok) return allowed
    return send(call, connection.value, folder.value, plan.value, allowed.value, hours.value)
  },
})

function parseHours({ options: given }: ApplyCall): Result<number | undefined, Failure> {
  const text = given['break-glass-hours']
  if (text === undefined) return ok(undefined)
  if (!given['break-glass']) {
    return usageFailure('--break-glass-hours says for how long --break-glass holds, which is not given.', 'Give both.')
  }
  const hours = Number(text)
  if (/^\d+$/.test(text) && hours >= 1 && hours <= 24) return ok(hours)
  return usageFailure(
    `--break-glass-hours: found "${text}"; allowed: a whole number from 1 to 24.`,
    'Try --break-glass-hours 4.',
  )
}

/** The saved plan, if it still fits the folder and the instance; else a new one. */
async function planFor(
  call: ApplyCall,
  { api, instance }: Connection,
  folder: FlagsFolder,
): Promise<Result<Plan, Failure>> {
  const path = call.options.plan
  if (path === undefined) return makePlan(api, folder)
  const saved = await readPlan(path)
  if (!saved.ok) return saved
  const here = renderBaseUrl(instance.base)
  const remedy = `Plan again: fuseboard plan${dirWords(folder.dir)} --out ${path}`
  if (saved.value.instance !== here) {
    const message = `${path} was planned for ${saved.value.instance}, not for ${here}. Nothing was changed.`
    return fail({ exitCode: exitCodes.failed, message, remedy })
  }
  if (saved.value.document !== hashDocument(folder.document)) {
    const message = `The flag files are not those that ${path} was planned for. Nothing was changed.`
    return fail({ exitCode: exitCodes.conflict, message, remedy })
  }
  return ok(saved.value.plan)
}

/** Everything that has to be said before the write: no obstacle, a reason where one is needed, a yes. */
async function allow(
  call: ApplyCall,
  { answer }: Plan,
  { instance }: Connection,
): Promise<Result<string | undefined, Failure>> {
  const { options: given, terminal } = call
  if (answer.obstacles.length > 0) {
    return fail({
      exitCode: exitCodes.failed,
      message: 'The plan cannot be applied as it is. Nothing was changed.',
      details: answer.obstacles.map(({ kind, detail }) => `${kind}: ${detail}`),
    })
  }
  const needsReason = answer.needs.reason || given['break-glass'] === true
  const reason = needsReason ? await askReason(given.reason, terminal) : ok(given.reason?.trim() || undefined)
  if (!reason.ok || given.yes) return reason
  const sure = await terminal.prompter?.confirm(`Apply this to ${instance.base.host}?`)
  return sure ? reason : fail({ exitCode: exitCodes.failed, message: 'Nothing was changed.' })
}

async function send(
  { options: given, terminal, clock }: ApplyCall,
  { api }: Connection,
  folder: FlagsFolder,
  plan: Plan,
  reason: string | undefined,
  breakGlassHours: number | undefined,
): Promise<Result<Outcome, Failure>> {
  const { document } = folder
  const breakGlass = given['break-glass'] === true
  terminal.note('Sending the document …')
  const applied = await applyPlan(api, plan.answer, { document, reason, breakGlass, breakGlassHours })
  if (!applied.ok) return applied
  if (applied.value.kind === 'applied') terminal.note('Committed; waiting until it is published …')
  const published = applied.value.kind === 'applied' && (await waitForPublish(api, applied.value.revision, clock))
  return ok({
    exitCode: exitCodes.ok,
    text: renderApplied(applied.value, published),
    json: jsonOf(folder, plan, applied.value, published),
  })
}

const unchanged = (folder: FlagsFolder, plan: Plan, { terminal }: ApplyCall): Outcome => ({
  exitCode: exitCodes.ok,
  text: renderPlan(plan, terminal.style),
  json: jsonOf(folder, plan, null, false),
})

const jsonOf = ({ dir }: FlagsFolder, { answer }: Plan, applied: Applied | null, published: boolean): object => ({
  dir,
  plan: answer,
  outcome: applied?.kind ?? 'unchanged',
  commit: applied?.kind === 'applied' ? applied.commit : null,
  pending: applied?.kind === 'pending' ? applied.change : null,
  published,
})
