// What `npm start -- …` understands.

import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../../domain/result.ts'

export interface StartOptions {
  /** Flag document to publish; undefined publishes the examples where nothing is published yet. */
  readonly flagsFile: string | undefined
  readonly port: number
  /** Folder that keeps state across restarts; undefined uses a temporary one. */
  readonly persistDir: string | undefined
  readonly help: boolean
}

export const usage = `npm start -- [options]

  --flags FILE    a flagd document or the shorthand form, JSON or YAML; checked, then published locally
  --port N        where the evaluator listens on 127.0.0.1 (default 8787)
  --persist DIR   keep the state in DIR across restarts (default: a temporary folder)
  --help          this text`

export function parseOptions(args: readonly string[]): Result<StartOptions, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        flags: { type: 'string' },
        port: { type: 'string', default: '8787' },
        persist: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      return fail(`--port: found "${values.port}"; allowed: a whole number from 1 to 65535`)
    }
    return ok({ flagsFile: values.flags, port, persistDir: values.persist, help: values.help })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}
