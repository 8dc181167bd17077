// What `npm start -- …` understands.

import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../../domain/result.ts'

export interface StartOptions {
  /** Flag document to publish; undefined publishes the examples where nothing is published yet. */
  readonly flagsFile: string | undefined
  readonly port: number
  readonly adminPort: number
  /** Folder that keeps state across restarts; undefined uses a temporary one. */
  readonly persistDir: string | undefined
  readonly help: boolean
}

export const usage = `npm start -- [options]

  --flags FILE      a flagd document or the shorthand form, JSON or YAML; checked, then published locally
  --port N          where the evaluator listens on 127.0.0.1 (default 8787)
  --admin-port N    where the admin worker listens on 127.0.0.1 (default 8788)
  --persist DIR     keep the state in DIR across restarts (default: a temporary folder)
  --help            this text

FUSEBOARD_ADMIN_TOKEN sets the admin token; without it every start makes a new one.`

export function parseOptions(args: readonly string[]): Result<StartOptions, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        flags: { type: 'string' },
        port: { type: 'string', default: '8787' },
        'admin-port': { type: 'string', default: '8788' },
        persist: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const port = parsePort('--port', values.port)
    if (!port.ok) return port
    const adminPort = parsePort('--admin-port', values['admin-port'])
    if (!adminPort.ok) return adminPort
    if (port.value === adminPort.value)
      return fail(`--admin-port: found ${port.value}; allowed: another port than --port`)
    const { flags: flagsFile, persist: persistDir, help } = values
    return ok({ flagsFile, port: port.value, adminPort: adminPort.value, persistDir, help })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

function parsePort(option: string, text: string): Result<number, string> {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return ok(port)
  return fail(`${option}: found "${text}"; allowed: a whole number from 1 to 65535`)
}
