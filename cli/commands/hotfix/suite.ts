// fuseboard hotfix suite   Which tests have to run for a change, why each, and what is left for later; --run runs them.

import type { Component } from '../../../domain/hotfix/affected.ts'
import type { Suite } from '../../../domain/hotfix/suite.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { getHotfix, type Hotfix, handInSuite } from '../../api/hotfixes.ts'
import { listSystems } from '../../api/systems.ts'
import { type Call, defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import type { Failure } from '../../failure.ts'
import { findChanged, openCheckout } from '../../hotfix/changed-files.ts'
import { addOutcomes, historyPath, readHistory, writeHistory } from '../../hotfix/history.ts'
import { makeSuite } from '../../hotfix/make-suite.ts'
import { readComponents } from '../../hotfix/read-components.ts'
import { renderResults, renderSuite, type SuiteReport } from '../../hotfix/render-suite.ts'
import { runSuite, type TestResult } from '../../hotfix/run-suite.ts'
import { findRunner, type Runner } from '../../hotfix/runner.ts'
import { parseSettings, type Settings, suiteOptions } from '../../hotfix/suite-options.ts'
import { printable } from '../../output/printable.ts'
import type { Terminal } from '../../output/terminal.ts'
import { connect } from '../../session/connect.ts'

type SuiteCall = Call<typeof suiteOptions>

export const hotfixSuiteCommand = defineCommand({
  name: 'hotfix suite',
  topic: 'Hotfixes',
  summary: 'choose the tests that a change needs now, and run them',
  usage: '--changed (REF | FILE…) [--run] [--systems FILE] [--incident-hotfix ID]',
  about: `Prints what is affected and why, the tests to run and why, what the budget left for the full run, and what a person
should look at by hand meanwhile. The regression test, tests named @smoke and those of critical components always run.
--run runs them, and exits ${exitCodes.failed} where one fails, hangs, or none was selected. Times and failures are kept in ${historyPath}.
Needs no instance with --systems; the read scope otherwise, and the incident scope to hand in.`,
  options: suiteOptions,
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const settings = parseSettings(call.options, call.positionals)
    if (!settings.ok) return settings
    const { dir, words } = settings.value
    const checkout = await openCheckout(dir)
    if (!checkout.ok) return checkout
    const { root } = checkout.value
    const changed = await findChanged(checkout.value, dir, words)
    if (!changed.ok) return changed
    const { command } = call.options
    const runner = findRunner({ root, environment: testEnvironment(call), name: settings.value.runner, command })
    if (!runner.ok) return runner
    const context = await readContext(call)
    if (!context.ok) return context
    const { components, hotfix } = context.value
    const history = await readHistory(root)
    if (history.isBroken) call.terminal.note(`${historyPath} cannot be read: it is begun anew with the next run.`)
    const regressionTest = call.options['regression-test'] ?? hotfix?.regressionTest
    const { budgetMs, workers } = settings.value
    const making = {
      root,
      changed: changed.value,
      components,
      runner: runner.value,
      history: history.tests,
      budgetMs,
      workers,
    }
    call.terminal.note(`Asking ${runner.value.name} which tests the change needs …`)
    const suite = await makeSuite({ ...making, regressionTest })
    if (!suite.ok) return suite
    const report = { ...suite.value, changed: changed.value, runner: runner.value.name, budgetMs }
    if (call.options.run !== true) return ok(planned(call, report))
    return finish(call, context.value, report, await runAll(call, root, runner.value, suite.value, settings.value))
  },
})

/** What tests run in: all that is here, but nothing that signs in to the instance. */
function testEnvironment({ environment }: SuiteCall): NodeJS.ProcessEnv {
  const { FUSEBOARD_TOKEN: _, FUSEBOARD_URL: __, ...rest } = environment
  return { PATH: process.env.PATH, ...rest }
}

interface Context {
  readonly api: AdminApi | null
  readonly components: readonly Component[]
  readonly hotfix: Hotfix | undefined
}

/** The instance is asked only for what is not given here. */
async function readContext(call: SuiteCall): Promise<Result<Context, Failure>> {
  const { systems, 'incident-hotfix': id } = call.options
  const local = systems === undefined ? undefined : await readComponents(systems)
  if (local?.ok === false) return local
  if (local !== undefined && id === undefined) return ok({ api: null, components: local.value, hotfix: undefined })
  const connection = await connect(call)
  if (!connection.ok) return connection
  const { api } = connection.value
  const hotfix = id === undefined ? ok(undefined) : await getHotfix(api, id)
  if (!hotfix.ok) return hotfix
  if (local !== undefined) return ok({ api, components: local.value, hotfix: hotfix.value })
  const map = await listSystems(api)
  return map.ok ? ok({ api, components: map.value.items, hotfix: hotfix.value }) : map
}

const nothingSelected =
  'Nothing was selected: no test is related to this change, tagged for what it affects, or always on.'

function planned({ terminal }: SuiteCall, report: SuiteReport) {
  const next = report.run.length === 0 ? nothingSelected : 'Next: the same with --run runs them'
  return {
    exitCode: exitCodes.ok,
    text: `${renderSuite(report, terminal.style)}\n\n${next}`,
    json: { ...report, ran: false },
  }
}

async function runAll(
  call: SuiteCall,
  root: string,
  runner: Runner,
  { run }: Suite,
  { workers, timeoutMs }: Settings,
): Promise<readonly TestResult[]> {
  const { terminal } = call
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  try {
    const results = await runSuite(run, {
      root,
      environment: testEnvironment(call),
      argv: runner.argv,
      workers,
      timeoutMs,
      signal: stop.signal,
      onStart: (running) => terminal.draw?.(`Running ${running.map(printable).join(', ')}`),
      onResult: (result, done) => tell(terminal, result, done, run.length),
    })
    const { tests } = await readHistory(root)
    await writeHistory(root, addOutcomes(tests, results)).catch((error: Error) => {
      terminal.note(`${historyPath} could not be written: ${printable(error.message)}`)
    })
    return results
  } finally {
    process.off('SIGINT', onInterrupt)
    process.off('SIGTERM', onInterrupt)
  }
}

function tell({ draw, note }: Terminal, { path, passed, timedOut }: TestResult, done: number, all: number): void {
  draw?.('')
  note(`${done}/${all}  ${printable(path)}  ${passed ? 'passed' : timedOut ? 'FAILED: it hung' : 'FAILED'}`)
}

async function finish(
  { terminal, options: given }: SuiteCall,
  { api, hotfix }: Context,
  report: SuiteReport,
  results: readonly TestResult[],
) {
  const { run, trimmed } = report
  const failed = results.filter(({ passed }) => !passed).length
  const isWhole = results.length === run.length
  const passed = isWhole && run.length > 0 && failed === 0
  const blocks = [
    renderSuite(report, terminal.style),
    run.length === 0
      ? `${nothingSelected} An empty run proves nothing.`
      : renderResults(results, run.length, terminal.style),
  ]
  const json = { ...report, ran: true, passed, results }
  if (api !== null && hotfix !== undefined && isWhole && run.length > 0) {
    const skipped = trimmed.map(({ path }) => path)
    const told = await handInSuite(api, hotfix.id, { passed, ran: results.length, failed, skipped })
    if (!told.ok) {
      terminal.note(blocks.join('\n\n'))
      return fail({ ...told.error, message: `The suite ${passed ? 'passed' : 'failed'}, and ${told.error.message}` })
    }
    blocks.push(`Handed in: hotfix ${printable(told.value.id)} is ${printable(told.value.status)}.`)
  } else if (given['incident-hotfix'] !== undefined)
    blocks.push('Nothing was handed in: the suite did not run to its end.')
  return ok({ exitCode: passed ? exitCodes.ok : exitCodes.failed, text: blocks.join('\n\n'), json })
}
