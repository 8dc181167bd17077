// fuseboard drill   Proves that flags may be cut, before they have to be: their killed answer, and what depends on them.

import { fail, ok, type Result } from '../../domain/result.ts'
import { tokenId } from '../../protocol/token.ts'
import { type Call, defineCommand, type Outcome } from '../arguments/command.ts'
import type { Evaluator } from '../drill/ask-drill-door.ts'
import { lacksOffValue, noOffValue, renderDrills, renderPlan } from '../drill/render-drills.ts'
import { runDrills } from '../drill/run-drills.ts'
import { findTargets, type Targets } from '../drill/targets.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { printable } from '../output/printable.ts'
import { parseBaseUrl, renderBaseUrl } from '../session/base-url.ts'
import { type Connection, connect, warnOfClearText } from '../session/connect.ts'

const options = {
  all: { type: 'boolean', about: 'every flag of the committed document' },
  evaluator: { type: 'string', value: 'URL', about: 'the evaluator to ask; known for the local instance' },
  key: { type: 'string', value: 'KEY', about: 'a server evaluation key; - reads it from stdin' },
  'no-endpoints': { type: 'boolean', about: 'check the answers only, call nothing' },
  'dry-run': { type: 'boolean', about: 'show what would be drilled; ask, call and record nothing' },
  concurrency: { type: 'string', value: 'N', about: 'how many flags at a time, 4 if not said' },
  timeout: { type: 'string', value: 'SECONDS', about: 'how long an endpoint may take, 10 if not said' },
} as const

/** A pass is good for less than a minute. */
const maxTimeoutSeconds = 50
const maxConcurrency = 32

export const drillCommand = defineCommand({
  name: 'drill',
  topic: 'Flags',
  summary: 'prove that flags may be cut, without cutting them',
  usage: '(FLAG… | --all) [--evaluator URL] [--key KEY] [--no-endpoints] [--dry-run]',
  about: `Asks the evaluator what each flag answers in its killed state, and checks that this is the declared off value. Where a
flag names an endpoint (fuseboard.drill), it is called with the flag off and has to answer 2xx, or expectStatus.
Users are not affected: the flag is off only for requests that carry the drill's pass, which is signed, for this one
flag, and over within a minute. No flag, kill or revision changes.
Each drill is recorded. Needs the scopes read and write, and a server evaluation key where the evaluator wants one.
Exits ${exitCodes.failed} if a drill failed.`,
  options,
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const { terminal, clock } = call
    const settings = parseSettings(call)
    if (!settings.ok) return settings
    const key = await readKey(call)
    if (!key.ok) return key
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const base = call.options['dry-run'] ? ok(undefined) : evaluatorBase(call, connection.value)
    if (!base.ok) return base
    const found = await findTargets(api, call.options.all ? 'all' : call.positionals)
    if (!found.ok) return found
    const { targets } = found.value
    if (base.value === undefined) return ok(plannedOutcome(found.value, call))

    const evaluator: Evaluator = { base: base.value, key: key.value, wait: (delayMs) => clock.wait(delayMs) }
    terminal.note(terminal.noteStyle.dim(`Evaluator ${renderBaseUrl(base.value)}`))
    if (key.value !== undefined) warnOfClearText(call, base.value)
    const records = await runDrills(
      {
        api,
        evaluator,
        clock,
        callsEndpoints: !call.options['no-endpoints'],
        ...settings.value,
        onDrilled: ({ key, passed }, done) => {
          terminal.note(`${done}/${targets.length}  ${printable(key)}  ${passed ? 'passed' : 'FAILED'}`)
        },
      },
      found.value,
    )
    if (!records.ok) return records
    const failed = records.value.filter(({ passed }) => !passed).length
    const items = records.value.map((record, i) => {
      return { ...record, ...(lacksOffValue(targets[i]!) && { warning: noOffValue }) }
    })
    return ok({
      exitCode: failed === 0 ? exitCodes.ok : exitCodes.failed,
      text: renderDrills(targets, records.value, terminal.style),
      json: { evaluator: renderBaseUrl(base.value), items, passed: items.length - failed, failed },
    })
  },
})

type DrillCall = Call<typeof options>

interface Settings {
  readonly concurrency: number
  readonly endpointTimeoutMs: number
}

function parseSettings({ options, positionals, globals }: DrillCall): Result<Settings, Failure> {
  if (options.all && positionals.length > 0) {
    return usageFailure('--all already stands for every flag.', 'Name flags, or give --all, not both.')
  }
  if (!options.all && positionals.length === 0) {
    return usageFailure('Which flags?', 'Usage: fuseboard drill FLAG…, or fuseboard drill --all')
  }
  if (options.key === '-' && globals.token === '-') {
    return usageFailure('--key - and --token - cannot both read stdin.', 'Put the token into FUSEBOARD_TOKEN.')
  }
  const concurrency = numberFrom('--concurrency', options.concurrency, 4, maxConcurrency)
  if (!concurrency.ok) return concurrency
  const seconds = numberFrom('--timeout', options.timeout, 10, maxTimeoutSeconds)
  if (!seconds.ok) return seconds
  return ok({ concurrency: concurrency.value, endpointTimeoutMs: seconds.value * 1000 })
}

function numberFrom(name: string, text: string | undefined, otherwise: number, most: number): Result<number, Failure> {
  if (text === undefined) return ok(otherwise)
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= most) return ok(value)
  return usageFailure(
    `${name}: found "${text}"; allowed: a whole number from 1 to ${most}.`,
    `Try ${name} ${otherwise}.`,
  )
}

async function readKey({ options, terminal }: DrillCall): Promise<Result<string | undefined, Failure>> {
  const key = options.key === '-' ? (await terminal.readStdin()).trim() : options.key
  if (key === undefined || tokenId(key) !== null) return ok(key)
  return usageFailure('--key: what was given is no evaluation key.', 'Keys look like fb_<id>_<secret>.')
}

function evaluatorBase({ options }: DrillCall, { instance }: Connection): Result<URL, Failure> {
  if (options.evaluator !== undefined) return parseBaseUrl(options.evaluator, '--evaluator')
  if (instance.evaluatorUrl !== undefined) return parseBaseUrl(instance.evaluatorUrl, 'npm start')
  return fail({
    exitCode: exitCodes.usage,
    message: 'Which evaluator? It is known for the instance that npm start runs, and for no other.',
    remedy: 'Give its address: --evaluator URL.',
  })
}

function plannedOutcome({ targets }: Targets, { terminal }: DrillCall): Outcome {
  const items = targets.map(({ key, off, endpoint }) => ({
    key,
    ...(off.variant !== undefined && { variant: off.variant }),
    ...(off.value !== undefined && { value: off.value }),
    ...(endpoint !== undefined && { endpoint }),
  }))
  return { exitCode: exitCodes.ok, text: renderPlan(targets, terminal.style), json: { dryRun: true, items } }
}
