// The location's cache as Cloudflare has it: the Cache API. Its keys are shared by all workers of a zone, so a deployment puts
// an identity of its own into them: staging must never feed production. On workers.dev and behind Access it stores nothing,
// and every refresh asks a relay.

import type { ColoCache } from './colo-cache.ts'
import type { RelayNamespace } from './relay-namespace.ts'

export class EdgeCache implements ColoCache {
  readonly #base: string

  constructor(deployment: string) {
    this.#base = `https://colo-cache.fuseboard.invalid/${deployment}/`
  }

  async read(name: string): Promise<string | null> {
    const response = await caches.default.match(this.#base + name)
    return response === undefined ? null : response.text()
  }

  async write(name: string, text: string, ttlSeconds: number): Promise<void> {
    const headers = { 'cache-control': `max-age=${ttlSeconds}`, 'content-type': 'text/plain; charset=utf-8' }
    await caches.default.put(this.#base + name, new Response(text, { headers }))
  }
}

/** Undefined where there is no Cache API. The id of an object is unique to its namespace: it names this deployment. */
export function edgeCache(relays: RelayNamespace): ColoCache | undefined {
  return typeof caches === 'undefined' ? undefined : new EdgeCache(relays.idFromName('wnam').toString())
}
