// Puts a stand-in for a provider behind a port of this machine, so that whole programs can be run against it. Free port,
// 127.0.0.1 only, ended by its handle.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Served {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string
  /** Also ends the connections that hang. */
  readonly close: () => Promise<void>
}

export async function serve(handle: (request: Request) => Promise<Response>): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    // A provider whose connection breaks answers nothing.
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
  const { method = 'GET', url = '/', headers } = incoming
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const request = new Request(`http://${headers.host ?? '127.0.0.1'}${url}`, {
    method,
    headers: pairs,
    ...(hasBody && { body: Buffer.concat(chunks) }),
  })
  const response = await handle(request)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}
