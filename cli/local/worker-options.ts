// The two workers as miniflare takes them: what their wrangler configurations say, for a bundle on this machine.

import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export const host = '127.0.0.1'
export const evaluatorName = 'fuseboard'
export const adminName = 'fuseboard-admin'

export interface WorkerPlace {
  /** The repository. */
  readonly root: string
  /** Folder with the bundle. */
  readonly dir: string
  readonly port: number
}

const adminObjects = {
  RELAYS: { className: 'Relay', scriptName: adminName },
  TELEMETRY: { className: 'Telemetry', scriptName: adminName },
}

/** Without the admin worker there is no feed and nobody to count for: the evaluator runs on KV alone. */
export async function evaluatorOptions(place: WorkerPlace, hasAdmin: boolean) {
  return {
    ...(await workerOptions(evaluatorName, place, 'wrangler.toml')),
    bindings: { AUTH: 'off' },
    durableObjects: hasAdmin ? adminObjects : {},
  }
}

export interface AdminSettings {
  /** The admin token that may do everything. */
  readonly token: string
  /** `LOCAL_CLOCK` of the admin worker: how fast time goes; as it does everywhere where it is absent. */
  readonly clock?: string
}

export async function adminOptions(place: WorkerPlace, { token, clock }: AdminSettings) {
  return {
    ...(await workerOptions(adminName, place, join('admin', 'wrangler.toml'))),
    bindings: { FUSEBOARD_ADMIN_TOKEN: token, LOCAL: 'on', ...(clock !== undefined && { LOCAL_CLOCK: clock }) },
    durableObjects: {
      ROOT: { className: 'Root', useSQLite: true },
      RELAYS: { className: 'Relay', useSQLite: true },
      TELEMETRY: { className: 'Telemetry', useSQLite: true },
    },
  }
}

async function workerOptions(name: string, { root, dir, port }: WorkerPlace, config: string) {
  return {
    name,
    modulesRoot: dir,
    modules: await bundledModules(dir),
    compatibilityDate: await compatibilityDate(join(root, config)),
    kvNamespaces: { FLAGS_KV: 'flags' },
    unsafeDirectSockets: [{ host, port }],
  }
}

const moduleTypes = { '.js': 'ESModule', '.wasm': 'CompiledWasm', '.sql': 'Text' } as const

/** Every module of a bundle by its type, the entry first. */
async function bundledModules(dir: string) {
  const names = (await readdir(dir)).sort((a, b) => Number(b === 'main.js') - Number(a === 'main.js'))
  return names.flatMap((name) => {
    const type = moduleTypes[extname(name) as keyof typeof moduleTypes]
    return type === undefined ? [] : [{ type, path: join(dir, name) }]
  })
}

async function compatibilityDate(configPath: string): Promise<string> {
  const config = await readFile(configPath, 'utf8')
  const date = /^compatibility_date\s*=\s*"([\d-]+)"/m.exec(config)?.[1]
  if (date === undefined) throw new Error(`${configPath} has no compatibility_date`)
  return date
}
