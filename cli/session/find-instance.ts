// Which instance a command talks to, and as whom. A token found together with an address goes to that address only: a
// saved token is never sent to whatever --url or FUSEBOARD_URL names.

import { fail, ok, type Result } from '../../domain/result.ts'
import { tokenId } from '../../protocol/token.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { parseBaseUrl, renderBaseUrl } from './base-url.ts'
import { findLocalInstance, type LocalInstance } from './local-instance.ts'
import { readLogin, type SavedLogin } from './saved-login.ts'

export interface Instance {
  readonly base: URL
  /** Where the address was found, in words. */
  readonly origin: string
  readonly token: string
  readonly tokenOrigin: string
  /** Known for the local instance only. */
  readonly evaluatorUrl?: string
}

interface Found {
  readonly value: string
  readonly origin: string
}

export interface Given {
  readonly url?: string | undefined
  readonly token?: string | undefined
}

export async function findInstance(given: Given, environment: NodeJS.ProcessEnv): Promise<Result<Instance, Failure>> {
  const address = present(given.url, '--url') ?? present(environment.FUSEBOARD_URL, 'FUSEBOARD_URL')
  const token = present(given.token, '--token') ?? present(environment.FUSEBOARD_TOKEN, 'FUSEBOARD_TOKEN')
  const needsLogin = address === undefined || token === undefined
  const login = needsLogin ? await readLogin(environment) : ok(null)
  if (!login.ok) return login
  const local = await findLocalInstance(environment)

  const chosen = address ?? addressOf(login.value, local)
  if (chosen === undefined) return nothingFound()
  const base = parseBaseUrl(chosen.value, chosen.origin)
  if (!base.ok) return base
  const own = token ?? tokenFor(base.value, login.value, local)
  if (own === undefined) return noToken(base.value)
  if (tokenId(own.value) === null) return malformedToken(own.origin)
  const { href } = base.value
  return ok({
    base: base.value,
    origin: chosen.origin,
    token: own.value,
    tokenOrigin: own.origin,
    ...(local !== null && sameBase(local.url, href) && { evaluatorUrl: local.evaluatorUrl }),
  })
}

/** An empty variable is the same as none. */
const present = (value: string | undefined, origin: string): Found | undefined =>
  value === undefined || value === '' ? undefined : { value, origin }

function addressOf(login: SavedLogin | null, local: LocalInstance | null): Found | undefined {
  if (login !== null) return { value: login.url, origin: 'saved login' }
  if (local !== null) return { value: local.url, origin: 'running on this machine' }
  return undefined
}

function tokenFor({ href }: URL, login: SavedLogin | null, local: LocalInstance | null): Found | undefined {
  if (login !== null && sameBase(login.url, href)) return { value: login.token, origin: 'the saved login' }
  if (local !== null && sameBase(local.url, href)) return { value: local.token, origin: 'npm start' }
  return undefined
}

function sameBase(text: string, href: string): boolean {
  const base = parseBaseUrl(text, '')
  return base.ok && base.value.href === href
}

const nothingFound = (): Result<never, Failure> =>
  fail({
    exitCode: exitCodes.unreachable,
    message: 'There is no instance to talk to: none runs on this machine, and there is no saved login.',
    remedy: 'Start one with npm start, or sign in to one with fuseboard login.',
  })

const noToken = (base: URL): Result<never, Failure> =>
  fail({
    exitCode: exitCodes.signedOut,
    message: `There is no token for ${renderBaseUrl(base)}.`,
    remedy: `Sign in with fuseboard login --url ${renderBaseUrl(base)}, or give --token or FUSEBOARD_TOKEN.`,
  })

const malformedToken = (origin: string): Result<never, Failure> =>
  fail({
    exitCode: exitCodes.signedOut,
    message: `What stands in ${origin} is no token: tokens look like fb_<id>_<secret>.`,
    remedy: 'Copy the whole token, as it was shown when it was made.',
  })
