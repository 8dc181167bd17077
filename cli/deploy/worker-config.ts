// What a wrangler configuration says of one worker in one environment, as far as a deploy has to know. Wrangler itself reads
// the file, so that inheritance means here what it means there.

import { fail, ok, type Result } from '../../domain/result.ts'

export interface WorkerConfig {
  /** As wrangler's `--config` takes it. */
  readonly path: string
  readonly name: string
  readonly compatibilityDate: string | undefined
  /** Id of the namespace bound as FLAGS_KV. */
  readonly kvId: string | undefined
  /** The worker that the binding RELAYS leads to; undefined for its own. */
  readonly relaysIn: string | undefined
  readonly hasRelays: boolean
  readonly classes: readonly string[]
  /** The value of the variable AUTH. */
  readonly auth: unknown
  /** Host names that are this worker's own. */
  readonly hosts: readonly string[]
}

export const evaluatorConfigPath = 'wrangler.toml'
export const adminConfigPath = 'admin/wrangler.toml'

export async function readWorkerConfig(path: string, environment: string): Promise<Result<WorkerConfig, string>> {
  const { unstable_readConfig } = await import('wrangler')
  try {
    const read = unstable_readConfig({ config: path, env: environment }, { hideWarnings: true })
    return ok(summarize(path, read as unknown as WranglerConfig))
  } catch (error) {
    return fail(error instanceof Error ? error.message.trim() : String(error))
  }
}

/** The members of wrangler's own type that are looked at. */
export interface WranglerConfig {
  readonly name?: string
  readonly compatibility_date?: string
  readonly kv_namespaces?: readonly { readonly binding: string; readonly id?: string }[]
  readonly durable_objects?: { readonly bindings: readonly { readonly name: string; readonly script_name?: string }[] }
  readonly migrations?: readonly { readonly new_sqlite_classes?: readonly string[] }[]
  readonly vars?: Readonly<Record<string, unknown>>
  readonly route?: Route
  readonly routes?: readonly Route[]
}

type Route = string | { readonly pattern: string }

export function summarize(path: string, config: WranglerConfig): WorkerConfig {
  const { kv_namespaces = [], durable_objects, migrations = [], vars = {}, route, routes = [] } = config
  const relays = durable_objects?.bindings.find(({ name }) => name === 'RELAYS')
  return {
    path,
    name: config.name ?? '',
    compatibilityDate: config.compatibility_date,
    kvId: kv_namespaces.find(({ binding }) => binding === 'FLAGS_KV')?.id,
    relaysIn: relays?.script_name,
    hasRelays: relays !== undefined,
    classes: migrations.flatMap(({ new_sqlite_classes = [] }) => new_sqlite_classes),
    auth: vars.AUTH,
    hosts: [...(route === undefined ? [] : [route]), ...routes].flatMap(hostOf),
  }
}

/** A pattern with a wildcard in its host names no single place to ask. */
function hostOf(route: Route): string[] {
  const pattern = typeof route === 'string' ? route : route.pattern
  const host = pattern.replace(/^https?:\/\//, '').split('/')[0] ?? ''
  return host === '' || host.includes('*') ? [] : [host]
}
