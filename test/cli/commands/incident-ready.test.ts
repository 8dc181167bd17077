import { describe, expect, it } from 'vitest'
import { incident } from './incident-answers.ts'
import { useHere } from './run-here.ts'

const here = useHere()

describe('incident ready', () => {
  const items = [
    { text: 'two channels page, so that one may be dead', done: true },
    { text: 'two people are on call, so that one may \u001b[2Jsleep', done: false },
  ]

  it('shows what is there and what is not, and warns while something is left', async () => {
    here.admin.on('GET /api/v1/readiness', { body: { ready: false, items } })
    const { code, stdout } = await here.run('incident', 'ready')
    expect(code).toBe(5)
    expect(stdout).toContain('  ✓ two channels page')
    expect(stdout).toContain('  ☐ two people are on call, so that one may \\u001b[2Jsleep')
    expect(stdout).toContain('1 of 2 are left to do')
  })

  it('is content where everything is there', async () => {
    here.admin.on('GET /api/v1/readiness', { body: { ready: true, items: [items[0]] } })
    const { code, stdout } = await here.run('incident', 'ready')
    expect(code).toBe(0)
    expect(stdout).toContain('Ready: the next incident may come.')
  })
})

describe('incident probes', () => {
  it('sends what has to answer, and says how often it is asked', async () => {
    here.admin.on('POST /api/v1/incidents/i3/probes', { body: incident() })
    const probe = 'GET https://shop.example/health 200 ok'
    const { code, stdout } = await here.run('incident', 'probes', 'i3', '--probe', probe)
    expect(code).toBe(0)
    expect(stdout).toContain('probe-1 asks https://shop.example/health, every half minute')
    const asked = { url: 'https://shop.example/health', expectStatus: 200, bodyIncludes: 'ok' }
    expect(here.admin.received.at(-1)?.body).toMatchObject({ probes: [asked] })
  })

  it('asks for a probe, and refuses one that is none before anything is sent', async () => {
    expect(await here.run('incident', 'probes', 'i3')).toMatchObject({ code: 2 })
    const { code, stderr } = await here.run('incident', 'probes', 'i3', '--probe', 'ftp://shop.example')
    expect(code).toBe(2)
    expect(stderr).toContain('A probe is not right.')
    expect(here.admin.received).toEqual([])
  })

  it('takes all of them back with --none', async () => {
    here.admin.on('POST /api/v1/incidents/i3/probes', { body: incident() })
    expect((await here.run('incident', 'probes', 'i3', '--none')).stdout).toContain('Nothing is asked for i3 any more.')
  })
})
