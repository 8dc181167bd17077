// `npm run deploy`: every check first, then the admin worker, then the evaluator, then a look at both. Nothing is sent before
// everything has passed, and whatever stops on the way says what is deployed and what is not.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { printableLines } from '../output/printable.ts'
import type { Prompter } from '../output/prompter.ts'
import type { Style } from '../output/style.ts'
import { evaluatorBudget, measureBundle } from './bundle-size.ts'
import * as checks from './checks.ts'
import { type Program, run } from './child.ts'
import { type DeployOptions, environments } from './options.ts'
import { renderCheck, renderCommand, renderHalfDone } from './render.ts'
import { verifyHealth } from './verify-health.ts'
import { adminConfigPath, evaluatorConfigPath, readWorkerConfig, type WorkerConfig } from './worker-config.ts'

/** What lies outside: tests put their own in its place. */
export interface DeployParts {
  /** The checkout. */
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  readonly wrangler: Program
  readonly git: Program
  /** Null where nobody can be asked. */
  readonly prompter: Pick<Prompter, 'confirm'> | null
  readonly style: Style
  readonly print: (line: string) => void
  readonly fetch: (url: string, options: { readonly signal: AbortSignal }) => Promise<Response>
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => number
}

interface Workers {
  readonly evaluator: WorkerConfig
  readonly admin: WorkerConfig
}

export async function deploy(options: DeployOptions, parts: DeployParts): Promise<ExitCode> {
  const { environment, dryRun } = options
  const { print, style } = parts
  print(style.bold(`${dryRun ? 'Trying out' : 'Deploying'} ${environment}`))
  const ready = new Checklist(parts)
  const workers = await checkLocal(options, parts, ready)
  if (workers === null) return stopped(ready, parts)
  if (!dryRun && ready.passed) await checkAccount(options, parts, workers, ready)
  if (dryRun) printCommands(environment, print)
  if (!ready.passed) return stopped(ready, parts)
  if (dryRun) {
    print('Nothing was sent: this was a dry run. What needs the account was not looked at: sign-in, secrets.')
    return exitCodes.ok
  }
  const agreed = await confirmed(options, parts)
  if (agreed !== undefined) return agreed
  for (const worker of ['admin', 'evaluator'] as const) {
    const sent = await send(workers[worker], environment, parts)
    if (!sent) {
      for (const line of renderHalfDone(worker, environment, workers)) print(line)
      return exitCodes.failed
    }
  }
  return verify(options, parts, workers)
}

class Checklist {
  readonly #parts: DeployParts
  failures = 0

  constructor(parts: DeployParts) {
    this.#parts = parts
  }

  add(...added: readonly checks.Check[]): void {
    for (const check of added) {
      if (check.verdict === 'failed') this.failures++
      for (const line of renderCheck(check, this.#parts.style)) this.#parts.print(line)
    }
  }

  get passed(): boolean {
    return this.failures === 0
  }
}

function stopped({ failures }: Checklist, { print }: DeployParts): ExitCode {
  print(
    `Nothing was sent: ${failures === 1 ? 'one check has' : `${failures} checks have`} failed. Mend that, then repeat.`,
  )
  return exitCodes.failed
}

/** Null where a configuration cannot be read at all. */
async function checkLocal(options: DeployOptions, parts: DeployParts, ready: Checklist): Promise<Workers | null> {
  const { environment, evaluatorUrl, adminUrl } = options
  const { root, now } = parts
  const status = await run(parts.git, ['status', '--porcelain'], { cwd: root, environment: parts.environment })
  ready.add(checks.checkTree(status.code === 0 ? status.stdout : null, environment))

  const configOf = (path: string, name: string) => readWorkerConfig(join(root, path), name)
  const evaluator = await configOf(evaluatorConfigPath, environment)
  const admin = await configOf(adminConfigPath, environment)
  for (const [path, read] of [
    [evaluatorConfigPath, evaluator],
    [adminConfigPath, admin],
  ] as const) {
    if (read.ok) continue
    const remedy = `mend ${path}; it needs a section [env.${environment}]`
    ready.add({ name: 'configuration', verdict: 'failed', found: read.error, remedy })
  }
  if (!evaluator.ok || !admin.ok) return null
  const workers = {
    evaluator: { ...evaluator.value, path: evaluatorConfigPath },
    admin: { ...admin.value, path: adminConfigPath },
  }
  const names = environments.filter((name) => name !== environment)
  const read = await Promise.all(
    names.flatMap((name) => [evaluatorConfigPath, adminConfigPath].map((path) => configOf(path, name))),
  )
  const others = read.flatMap((one) => (one.ok ? [one.value] : []))
  const configs = { ...workers, environment, others, today: new Date(now()).toISOString() }
  ready.add(...checks.checkConfigs(configs))
  const known = new Set([
    ...(evaluatorUrl !== undefined || workers.evaluator.hosts.length > 0 ? [workers.evaluator] : []),
    ...(adminUrl !== undefined || workers.admin.hosts.length > 0 ? [workers.admin] : []),
  ])
  ready.add(checks.checkHosts(configs, known))
  await checkBundles(environment, parts, ready)
  return workers
}

async function checkBundles(environment: string, parts: DeployParts, ready: Checklist): Promise<void> {
  for (const [path, what] of [
    [adminConfigPath, 'admin bundle'],
    [evaluatorConfigPath, 'evaluator bundle'],
  ] as const) {
    const outDir = await mkdtemp(join(tmpdir(), 'fuseboard-deploy-'))
    try {
      const ended = await wrangler(parts, ['deploy', ...selection(path, environment), '--dry-run', '--outdir', outDir])
      if (ended.code !== 0) {
        const remedy = `npx wrangler deploy --dry-run ${selection(path, environment).join(' ')} says more`
        ready.add({ name: what, verdict: 'failed', found: checks.lastLine(printableLines(ended.output)), remedy })
      } else if (path === adminConfigPath) ready.add({ name: what, verdict: 'ok', found: 'builds' })
      else ready.add(checks.checkSize(await measureBundle(outDir), evaluatorBudget))
    } finally {
      await rm(outDir, { recursive: true, force: true })
    }
  }
}

async function checkAccount(
  { environment }: DeployOptions,
  parts: DeployParts,
  { admin }: Workers,
  ready: Checklist,
): Promise<void> {
  const hasToken = (parts.environment.CLOUDFLARE_API_TOKEN ?? '') !== ''
  const signedIn = checks.checkSignedIn(await wrangler(parts, ['whoami', '--json']), hasToken)
  ready.add(signedIn)
  if (signedIn.verdict === 'failed') return
  const secrets = await wrangler(parts, ['secret', 'list', ...selection(admin.path, environment), '--format', 'json'])
  ready.add(checks.checkAdminToken(secrets, environment))
}

/** Undefined to go on. */
async function confirmed(options: DeployOptions, { prompter, print }: DeployParts): Promise<ExitCode | undefined> {
  if (options.environment !== 'production' || options.yes) return undefined
  if (prompter === null) {
    print('Production is asked about, and there is no terminal to ask on. Nothing was sent. In a pipeline add --yes.')
    return exitCodes.usage
  }
  if (await prompter.confirm('Everything has passed. Deploy to production?')) return undefined
  print('Nothing was sent.')
  return exitCodes.failed
}

async function send({ path, name }: WorkerConfig, environment: string, parts: DeployParts): Promise<boolean> {
  const { print, style } = parts
  print(style.bold(`Sending ${name}`))
  const ended = await wrangler(parts, ['deploy', ...selection(path, environment)], (line) => {
    if (line.trim() !== '') print(style.dim(`  ${printableLines(line)}`))
  })
  return ended.code === 0
}

async function verify(options: DeployOptions, parts: DeployParts, { evaluator, admin }: Workers): Promise<ExitCode> {
  const { print } = parts
  const addressOf = (given: string | undefined, { hosts }: WorkerConfig): string | undefined =>
    given ?? (hosts[0] === undefined ? undefined : `https://${hosts[0]}`)
  let healthy = true
  const asked = [
    ['admin', addressOf(options.adminUrl, admin)],
    ['evaluator', addressOf(options.evaluatorUrl, evaluator)],
  ] as const
  for (const [worker, address] of asked) {
    if (address === undefined) {
      print(`? ${worker}: deployed; its address is not known, so nobody was asked`)
      continue
    }
    const check = await verifyHealth(worker, address, parts)
    if (check.verdict === 'failed') healthy = false
    for (const line of renderCheck(check, parts.style)) print(line)
  }
  print(healthy ? 'Both workers are deployed.' : 'Both workers are deployed, but not well: see above.')
  return healthy ? exitCodes.ok : exitCodes.failed
}

const selection = (path: string, environment: string): string[] => ['--config', path, '--env', environment]

function wrangler(parts: DeployParts, args: readonly string[], onLine?: (line: string) => void) {
  const quiet = { NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_SANITIZE: 'true' }
  return run(parts.wrangler, args, { cwd: parts.root, environment: { ...parts.environment, ...quiet } }, onLine)
}

function printCommands(environment: string, print: (line: string) => void): void {
  print('A deploy would run:')
  const commands = [
    ['whoami', '--json'],
    ['secret', 'list', ...selection(adminConfigPath, environment), '--format', 'json'],
    ['deploy', ...selection(adminConfigPath, environment)],
    ['deploy', ...selection(evaluatorConfigPath, environment)],
  ]
  for (const args of commands) print(`  ${renderCommand(args)}`)
}
