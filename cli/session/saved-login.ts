// The login that `fuseboard login` keeps: one address and one token, in the user's configuration folder, mode 0600.

import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { readOwnedFile, writeOwnedFile } from './owned-file.ts'

const loginShape = z.object({ url: z.url(), token: z.string() })
export type SavedLogin = Readonly<z.infer<typeof loginShape>>

export function loginPath(environment: NodeJS.ProcessEnv): string {
  const folder = environment.XDG_CONFIG_HOME || join(environment.HOME || homedir(), '.config')
  return join(folder, 'fuseboard', 'login.json')
}

/** Null where nobody signed in. A login that cannot be read is a failure: acting on another instance instead would be worse. */
export async function readLogin(environment: NodeJS.ProcessEnv): Promise<Result<SavedLogin | null, Failure>> {
  const path = loginPath(environment)
  const file = await readOwnedFile(path)
  if (file === 'absent') return ok(null)
  if (file === 'not ours') return unreadable(`${path} cannot be read, or others than its owner may change it.`)
  try {
    return ok(loginShape.parse(JSON.parse(file.text)))
  } catch {
    return unreadable(`${path} holds no login.`)
  }
}

export async function saveLogin(login: SavedLogin, environment: NodeJS.ProcessEnv): Promise<Result<string, Failure>> {
  const path = loginPath(environment)
  try {
    await writeOwnedFile(path, `${JSON.stringify(login)}\n`)
    return ok(path)
  } catch (error) {
    return fail({
      exitCode: exitCodes.failed,
      message: `The login could not be saved: ${(error as Error).message}`,
      remedy: 'FUSEBOARD_URL and FUSEBOARD_TOKEN work without saving anything.',
    })
  }
}

const unreadable = (message: string): { readonly ok: false; readonly error: Failure } =>
  fail({ exitCode: exitCodes.signedOut, message, remedy: 'Remove that file, then run fuseboard login again.' })
