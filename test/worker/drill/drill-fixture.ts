// An evaluator that wants keys, with a shop of flags that are on, and passes: from its own door, or as a forger makes them.

import { createIsolateFixture, type IsolateFixture } from '../isolate-fixture.ts'
import { bearer, type HandedOut, handOut } from '../key-fixture.ts'
import { shop } from '../shop-document.ts'

export interface DrillFixture {
  readonly edge: IsolateFixture
  readonly server: HandedOut
  readonly client: HandedOut
  /** A pass for the flag, from the door. */
  pass(key: string): Promise<string>
}

export async function createDrillFixture(): Promise<DrillFixture> {
  const edge = createIsolateFixture({ auth: undefined })
  const [server, client] = [await handOut('backend', 'server'), await handOut('web', 'client')]
  await edge.store.publish(shop, { keys: [server.published, client.published] })
  return {
    edge,
    server,
    client,
    pass: async (key) => ((await drill(edge, key, server.token)).body.pass as string) ?? '',
  }
}

export interface Told {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export async function drill(edge: IsolateFixture, key: string, token?: string): Promise<Told> {
  const headers = token === undefined ? {} : bearer(token)
  const response = await edge.ask(`/v1/drill/${encodeURIComponent(key)}`, { method: 'POST', headers })
  return { status: response.status, body: (await response.json()) as Told['body'] }
}

/** Signs as the door does, with whatever the forger has. */
export async function forge(id: string, secret: string, key: string, expirySeconds: number): Promise<string> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const hmac = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', hmac, encoder.encode(`drill|${key}|${expirySeconds}`))
  const hex = Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${id}.${expirySeconds}.${hex}.${encodeURIComponent(key)}`
}
