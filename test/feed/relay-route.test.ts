import { describe, expect, it } from 'vitest'
import { relayNames } from '../../protocol/relay.ts'
import { relayOrder } from '../../worker/feed/relay-choice.ts'
import { RelayRoute } from '../../worker/feed/relay-route.ts'

const avoidMs = 5_000
const here = { colo: 'FRA', continent: 'EU', longitude: 8.7 }
const [home, first, second, third] = relayOrder(here) as [string, string, string, string]

function located(): RelayRoute {
  const route = new RelayRoute(avoidMs, () => 0)
  route.locate(here)
  return route
}

describe('the route', () => {
  it('asks home, then the first neighbour', () => {
    expect(located().candidates(0)).toEqual([home, first])
  })

  it('leaves a relay that failed alone for five seconds, then asks it again', () => {
    const route = located()
    route.failed(home as never, 1_000)
    expect(route.candidates(5_999)).toEqual([first, second])
    expect(route.candidates(6_000)).toEqual([home, first])
  })

  it('goes on to the next neighbour when the first one fails, too', () => {
    const route = located()
    for (const name of [home, first]) route.failed(name as never, 0)
    expect(route.candidates(100)).toEqual([second, third])
  })

  it('asks the one whose failure is longest past when all have failed', () => {
    const route = located()
    for (const [at, name] of [first, home, third, second].entries()) route.failed(name as never, at)
    expect(route.candidates(100)).toEqual([first, home])
  })

  it('forgets a failure when the relay answers', () => {
    const route = located()
    route.failed(home as never, 0)
    route.answered(home as never)
    expect(route.candidates(1)).toEqual([home, first])
  })

  it('learns from other isolates what to avoid, and never for longer than it would itself', () => {
    const route = located()
    route.learn({ [home]: 2_000, [first]: 1e15, nonsense: 1e15 } as never, 1_000)
    expect(route.candidates(1_500)).toEqual([second, third])
    expect(route.candidates(2_000)).toEqual([home, second])
    expect(route.candidates(6_000)).toEqual([home, first])
    expect(route.avoided(1_500)).toEqual({ [home]: 2_000, [first]: 6_000 })
  })
})

describe('the route of an isolate that does not know where it is', () => {
  it('begins anywhere', () => {
    const starts = relayNames.map(
      (_, index) => new RelayRoute(avoidMs, () => index / relayNames.length).candidates(0)[0],
    )
    expect(starts).toEqual([...relayNames])
  })

  it('stays with the relay that answered', () => {
    const route = new RelayRoute(avoidMs, () => 0)
    route.answered('oc')
    expect(route.candidates(0)).toEqual(['oc', relayNames[0]])
  })
})
