// What `npm start` runs, as a child process on free ports, with folders of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { freePort } from '../../conformance/evaluator.ts'
import { environmentIn } from './run-cli.ts'

const local = resolve(import.meta.dirname, '../../../cli/local/main.ts')

export interface RunningInstance {
  readonly evaluatorUrl: string
  readonly adminUrl: string
  stop(): Promise<void>
}

interface InstanceOptions {
  /** The admin token; one of its own where it is not given. */
  readonly token?: string
  /** What is published first; the examples where it is not given. */
  readonly flagsFile?: string
}

/** Commands that run with `environmentIn(home)` find it by themselves. */
export async function startInstance(home: string, options: InstanceOptions = {}): Promise<RunningInstance> {
  const { token, flagsFile } = options
  const [port, adminPort] = [await freePort(), await freePort()]
  const args = [local, '--port', String(port), '--admin-port', String(adminPort)]
  if (flagsFile !== undefined) args.push('--flags', flagsFile)
  const chosen = token === undefined ? {} : { FUSEBOARD_ADMIN_TOKEN: token }
  const env = { ...process.env, ...environmentIn(home), ...chosen }
  const child = spawn(process.execPath, args, { env, stdio: 'pipe' })
  await started(child)
  const stop = async (): Promise<void> => {
    child.removeAllListeners('exit')
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.kill('SIGTERM')) await ended
  }
  return { evaluatorUrl: `http://127.0.0.1:${port}`, adminUrl: `http://127.0.0.1:${adminPort}`, stop }
}

function started(child: ChildProcess): Promise<void> {
  let output = ''
  return new Promise((done, failed) => {
    const hear = (chunk: Buffer): void => {
      output += chunk
      if (output.includes('Stop with')) done()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => failed(new Error(`npm start ended:\n${output}`)))
  })
}
