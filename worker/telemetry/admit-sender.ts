// Who may tell outcomes. A telemetry key is for this alone; a server key may, too. A client key may tell outcomes of the flags
// it can see: a browser has that key anyway, and could not keep another one any better.

import { presentedToken } from '../../protocol/token.ts'
import type { Access } from '../answer.ts'
import { type Isolate, viewFor } from '../isolate.ts'
import type { Held } from '../snapshot/held.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'

export interface Sender {
  /** What the sender's flags are looked up in. */
  readonly held: Held
  readonly access: Access
}

/** `unready`: without a snapshot nobody can be verified, and no flag is known. */
export type Unadmitted = 'unauthorized' | 'unready'

/** `sendBeacon` cannot set a header: the key may stand in the address, as `?key=fb_…`. A header comes first. */
export async function admitSender(
  isolate: Isolate,
  request: Request,
  keepAlive: KeepAlive,
): Promise<Sender | Unadmitted> {
  const view = await viewFor(isolate, keepAlive, request.headers)
  const { held } = view
  if (held === undefined) return 'unready'
  if (!isolate.settings.authenticated) return { held, access: 'server' }
  const admission = await isolate.keys.admit(view, headersWithKey(request))
  if (admission === 'unauthorized') {
    isolate.counters.refused++
    return 'unauthorized'
  }
  return { held, access: admission === 'client' ? 'client' : 'server' }
}

function headersWithKey({ headers, url }: Request): Pick<Headers, 'get'> {
  if (presentedToken(headers) !== null) return headers
  const key = new URL(url).searchParams.get('key')
  return { get: (name) => (name === 'x-api-key' ? key : null) }
}
