// Stands before the admin worker and hands everything on, but for the write of a document: of that only so much gets through,
// and then whoever sends it is told to die. What a pipeline looks like whose machine goes away in the middle of an apply.

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CutProxy {
  readonly url: string
  /** Once the write is cut: how much of the document went through. */
  readonly cut: Promise<{ passed: number; of: number }>
  close(): void
}

/** `share` of the document passes, 1 for all of it but not the answer; then `die` is called. */
export async function startCutProxy(adminUrl: string, share: number, die: () => void): Promise<CutProxy> {
  let wasCut!: (passed: { passed: number; of: number }) => void
  const cut = new Promise<{ passed: number; of: number }>((resolve) => {
    wasCut = resolve
  })
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming
    const onward = request(new URL(url!, adminUrl), { method, headers })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    if (method !== 'PUT') {
      onward.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
      })
      incoming.pipe(onward)
      return
    }
    const of = Number(headers['content-length'])
    let passed = 0
    const end = (): void => {
      die()
      wasCut({ passed, of })
    }
    onward.on('response', (answer) => answer.resume())
    incoming.on('data', (chunk: Buffer) => {
      if (passed >= of * share) return
      passed += chunk.length
      const isAll = passed >= of
      onward.write(chunk, () => {
        if (passed < of * share) return
        if (isAll) onward.end()
        else onward.destroy()
        end()
      })
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, close }
}
