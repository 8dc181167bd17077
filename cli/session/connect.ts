// From a call to a signed-in connection: the instance it means, and the API to talk to it. Says on stderr which one it
// is, since the worst mistake is to act on another instance than intended.

import { ok, type Result } from '../../domain/result.ts'
import { AdminApi } from '../api/admin-api.ts'
import { isLoopback } from '../api/unreachable.ts'
import type { Call, OptionSpecs } from '../arguments/command.ts'
import type { Failure } from '../failure.ts'
import { renderBaseUrl } from './base-url.ts'
import { findInstance, type Instance } from './find-instance.ts'

export interface Connection {
  readonly instance: Instance
  readonly api: AdminApi
}

export async function connect<O extends OptionSpecs>(call: Call<O>): Promise<Result<Connection, Failure>> {
  const { globals, environment, terminal } = call
  const token = globals.token === '-' ? (await terminal.readStdin()).trim() : globals.token
  const instance = await findInstance({ url: globals.url, token }, environment)
  if (!instance.ok) return instance
  const { base, origin, token: found, tokenOrigin } = instance.value
  terminal.note(terminal.noteStyle.dim(`Instance ${renderBaseUrl(base)} (${origin})`))
  warnOfClearText(call, base)
  return ok({ instance: instance.value, api: openApi(call, base, found, tokenOrigin) })
}

export function openApi<O extends OptionSpecs>(
  { terminal, clock }: Call<O>,
  base: URL,
  token: string,
  tokenOrigin: string,
): AdminApi {
  const told = new Set<string>()
  return new AdminApi({
    base,
    token,
    tokenOrigin,
    onRetry: (reason) => {
      if (!told.has(reason)) terminal.note(`No answer yet (${reason}); trying again …`)
      told.add(reason)
    },
    wait: (delayMs) => clock.wait(delayMs),
  })
}

/** A token sent over plain http can be read on the way. */
export function warnOfClearText<O extends OptionSpecs>({ terminal }: Call<O>, base: URL): void {
  if (base.protocol === 'https:' || isLoopback(base)) return
  terminal.note(
    terminal.noteStyle.yellow(`Warning: ${base.origin} is not https; the token travels readable for others.`),
  )
}
