// The Cache API of the real runtime, as far as it is modelled here.

import { describe, expect, it } from 'vitest'
import { EdgeCache, edgeCache } from '../../worker/feed/edge-cache.ts'
import { FakeRelays } from './fake-relays.ts'

describe("the Cache API as the location's cache", () => {
  it('gives back what was written, and nothing for what was not', async () => {
    const cache = new EdgeCache('one')
    await cache.write('feed', '{"é":1}', 5)
    expect(await cache.read('feed')).toBe('{"é":1}')
    expect(await cache.read('other')).toBeNull()
  })

  it('takes the newer of two texts', async () => {
    const cache = new EdgeCache('one')
    await cache.write('twice', 'first', 5)
    await cache.write('twice', 'second', 5)
    expect(await cache.read('twice')).toBe('second')
  })

  it('keeps deployments apart', async () => {
    await new EdgeCache('staging').write('apart', 'x', 5)
    expect(await new EdgeCache('production').read('apart')).toBeNull()
  })

  it('forgets after its time', async () => {
    const cache = new EdgeCache('one')
    await cache.write('short', 'x', 1)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(await cache.read('short')).toBeNull()
  })

  it('is named after the relays it goes with', async () => {
    await edgeCache(new FakeRelays())!.write('named', 'x', 5)
    expect(await new EdgeCache('id-of-wnam').read('named')).toBe('x')
  })
})
