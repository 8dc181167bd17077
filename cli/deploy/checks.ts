// What has to be right before anything is sent, pure: from what was found to a verdict with its remedy. None of it looks
// anywhere itself.

import type { Environment } from './options.ts'
import type { WorkerConfig } from './worker-config.ts'

export interface Check {
  readonly name: string
  /** A failed one stops the deploy; a doubt is only told. */
  readonly verdict: 'ok' | 'failed' | 'doubt'
  /** What was found. */
  readonly found: string
  readonly remedy?: string
}

const good = (name: string, found: string): Check => ({ name, verdict: 'ok', found })
const bad = (name: string, found: string, remedy: string): Check => ({ name, verdict: 'failed', found, remedy })
const doubt = (name: string, found: string, remedy: string): Check => ({ name, verdict: 'doubt', found, remedy })

const maxShown = 5

/** `status` is what `git status --porcelain` says; null where there is no repository. */
export function checkTree(status: string | null, environment: Environment): Check {
  const name = 'git tree'
  const judge = environment === 'production' ? bad : doubt
  if (status === null) return judge(name, 'this is no git checkout', 'deploy from one, so that it is known what runs')
  const files = status.split('\n').filter((line) => line.trim() !== '')
  if (files.length === 0) return good(name, 'everything is committed')
  const more = files.length > maxShown ? `, and ${files.length - maxShown} more` : ''
  const shown = files.slice(0, maxShown).map((line) => line.trim())
  return judge(
    name,
    `not committed: ${shown.join(', ')}${more}`,
    'commit or stash it, so that what runs can be found again',
  )
}

export interface Configs {
  readonly environment: Environment
  readonly evaluator: WorkerConfig
  readonly admin: WorkerConfig
  /** The other environment's, where they can be read: nothing may be shared with it. */
  readonly others: readonly WorkerConfig[]
  /** ISO 8601. */
  readonly today: string
}

export function checkConfigs(configs: Configs): Check[] {
  return [checkKv(configs), checkNames(configs), checkObjects(configs), checkDates(configs), checkAuth(configs)]
}

const placeholder = /^(0+|<.*>)?$/

function checkKv({ environment, evaluator, admin, others }: Configs): Check {
  const name = 'KV namespace'
  const where = `[[env.${environment}.kv_namespaces]]`
  for (const { path, kvId } of [evaluator, admin]) {
    if (kvId !== undefined && !placeholder.test(kvId)) continue
    const remedy = `npx wrangler kv namespace create FLAGS_KV --env ${environment}, and put the id that it prints under ${where} of both configurations`
    return bad(name, `${path} has ${kvId === undefined ? 'none bound as FLAGS_KV' : 'the placeholder id'}`, remedy)
  }
  if (evaluator.kvId !== admin.kvId) {
    const found = `${evaluator.path} has ${evaluator.kvId}, ${admin.path} has ${admin.kvId}`
    return bad(name, found, `put the same id under ${where} of both: the evaluator reads what the admin worker writes`)
  }
  if (others.some(({ kvId }) => kvId === evaluator.kvId)) {
    return bad(name, `${evaluator.kvId} is the other environment's too`, 'create a namespace of its own for each')
  }
  return good(name, `${evaluator.kvId}, the same for both`)
}

function checkNames({ environment, evaluator, admin, others }: Configs): Check {
  const name = 'names'
  for (const { path, name: own } of [evaluator, admin]) {
    if (own === '') return bad(name, `${path} has none`, `set name under [env.${environment}]`)
    if (others.some((other) => other.name === own)) {
      return bad(
        name,
        `${own} is a worker of the other environment`,
        `set another name under [env.${environment}] of ${path}`,
      )
    }
  }
  if (evaluator.name === admin.name) {
    return bad(name, `both workers are called ${admin.name}`, 'give them two names: one would replace the other')
  }
  return good(name, `${evaluator.name} and ${admin.name}`)
}

function checkObjects({ environment, evaluator, admin }: Configs): Check {
  const name = 'relay objects'
  const missing = ['Root', 'Relay'].filter((one) => !admin.classes.includes(one))
  if (missing.length > 0) {
    return bad(name, `no migration of ${admin.path} makes ${missing.join(' and ')}`, 'restore its [[migrations]]')
  }
  if (!evaluator.hasRelays || evaluator.relaysIn !== admin.name) {
    const found = evaluator.hasRelays
      ? `RELAYS leads to ${evaluator.relaysIn ?? 'the evaluator itself'}`
      : 'there is no RELAYS'
    const remedy = `[[env.${environment}.durable_objects.bindings]] of ${evaluator.path}: name = "RELAYS", class_name = "Relay", script_name = "${admin.name}"`
    return bad(name, found, remedy)
  }
  return good(name, `the evaluator's lead to ${admin.name}`)
}

function checkDates({ evaluator, admin, today }: Configs): Check {
  const name = 'compatibility date'
  for (const { path, compatibilityDate: date } of [evaluator, admin]) {
    if (date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
      return bad(name, `${path} has ${date ?? 'none'}`, 'set compatibility_date = "YYYY-MM-DD"')
    }
    if (date > today.slice(0, 10))
      return bad(name, `${path} has ${date}, which is in the future`, 'set one of the past')
  }
  if (evaluator.compatibilityDate !== admin.compatibilityDate) {
    const found = `${evaluator.compatibilityDate} and ${admin.compatibilityDate}`
    return doubt(name, found, 'set the same for both: the tests run them with one')
  }
  return good(name, evaluator.compatibilityDate ?? '')
}

function checkAuth({ environment, evaluator }: Configs): Check {
  const name = 'evaluation keys'
  if (evaluator.auth !== 'off') return good(name, 'are asked for')
  return bad(
    name,
    'AUTH is "off": anybody could read every flag',
    `remove AUTH from [env.${environment}.vars] of ${evaluator.path}`,
  )
}

/** Addresses are for people and probes; without one, only bindings reach a worker. */
export function checkHosts({ environment, evaluator, admin }: Configs, known: ReadonlySet<WorkerConfig>): Check {
  const name = 'addresses'
  const without = [evaluator, admin].filter((config) => !known.has(config))
  if (without.length === 0) return good(name, [...evaluator.hosts, ...admin.hosts].join(', ') || 'as given')
  const found = `${without.map((one) => one.path).join(' and ')} names none for ${environment}`
  const remedy = `routes = [{ pattern = "flags.example.com", custom_domain = true }] under [env.${environment}]; or, for the check afterwards, --evaluator-url and --admin-url`
  return doubt(name, found, remedy)
}

export interface BundleSize {
  readonly scriptGzipBytes: number
  readonly wasmBytes: number
}

export function checkSize({ scriptGzipBytes, wasmBytes }: BundleSize, budget: BundleSize): Check {
  const name = 'evaluator bundle'
  const shown = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`
  const found = `${shown(scriptGzipBytes)} gzip of ${shown(budget.scriptGzipBytes)}, wasm ${shown(wasmBytes)} of ${shown(budget.wasmBytes)}`
  const fits = scriptGzipBytes <= budget.scriptGzipBytes && wasmBytes <= budget.wasmBytes
  return fits
    ? good(name, found)
    : bad(name, found, 'see what came in: npx wrangler deploy --dry-run --outdir dist/evaluator')
}

/** How a wrangler command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  /** Both streams, for people. */
  readonly output: string
}

export function checkSignedIn({ code }: Ended, hasToken: boolean): Check {
  const name = 'Cloudflare account'
  if (code === 0) return good(name, hasToken ? 'by CLOUDFLARE_API_TOKEN' : 'signed in')
  return hasToken
    ? bad(
        name,
        'CLOUDFLARE_API_TOKEN is not accepted',
        'make one from the template "Edit Cloudflare Workers" and set it',
      )
    : bad(name, 'wrangler is not signed in', 'npx wrangler login; in a pipeline set CLOUDFLARE_API_TOKEN')
}

export const adminTokenName = 'FUSEBOARD_ADMIN_TOKEN'

export function checkAdminToken({ code, stdout, output }: Ended, environment: Environment): Check {
  const name = 'first admin token'
  const put = `npx wrangler secret put ${adminTokenName} --config ${adminConfig} --env ${environment}`
  const remedy = `printf 'fb_boot_%s' "$(openssl rand -hex 24)" | tee /dev/stderr | ${put}; keep what it shows in your password store`
  if (code !== 0) {
    const unknown = /does not exist|not found|10007/i.test(output)
    return unknown
      ? bad(name, 'the admin worker does not exist yet, so it has no secret', remedy)
      : bad(
          name,
          `the secrets cannot be listed: ${lastLine(output)}`,
          'see that the account may edit workers, then repeat',
        )
  }
  return hasSecret(stdout)
    ? good(name, `${adminTokenName} is set`)
    : bad(name, `the secret ${adminTokenName} is not set: nobody could sign in`, remedy)
}

const adminConfig = 'admin/wrangler.toml'

function hasSecret(json: string): boolean {
  try {
    const list: unknown = JSON.parse(json)
    return Array.isArray(list) && list.some((one) => (one as { name?: unknown } | null)?.name === adminTokenName)
  } catch {
    return false
  }
}

export const lastLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '') ?? 'without a word'
