// `npm start` as a user runs it: it answers, keeps what it is told to keep, and ends without leaving anything behind.

import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createScratch, freePorts, leftovers, listensOn, removeScratch, Started } from './start-fixture.ts'

let scratch: string
let ports: Awaited<ReturnType<typeof freePorts>>
let started: Started | undefined

beforeAll(async () => {
  scratch = await createScratch()
  ports = await freePorts()
})
afterEach(async () => {
  await started?.stop('SIGKILL')
})
afterAll(() => removeScratch(scratch))

function start(...args: string[]): Promise<string> {
  started = new Started([...args, ...ports.args], scratch)
  return started.ready()
}

async function evaluate(key: string, context: object): Promise<Record<string, unknown>> {
  const url = `http://127.0.0.1:${ports.port}/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ context }) })
  return (await response.json()) as Record<string, unknown>
}

/** Does what it says to try: asks the address of the printed curl with its body. */
async function tryIt(said: string): Promise<Response> {
  const [, url, body] = /curl -s (\S+) -d '(.+)'/.exec(said)!
  return fetch(url!, { method: 'POST', body: body!, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
}

async function expectEndedCleanly(signal: NodeJS.Signals): Promise<void> {
  const ended = await started!.stop(signal)
  expect(ended).toMatchObject({ code: 0, signal: null })
  expect(ended.stderr).not.toMatch(/error|^\s+at /im)
  expect(await listensOn(ports.port)).toBe(false)
  expect(await leftovers(scratch)).toEqual([])
}

const shorthand = `
$evaluators:
  staff: { ends_with: [{ var: email }, "@example.com"] }
größe/50%: { enabled: true }
staff-only: { enabled: true, user_segments: [staff] }
quarter: { enabled: true, rollout_percentage: 25 }
never: { enabled: false }
`

describe('npm start', () => {
  it('serves the examples, tells how to try them, and leaves nothing behind', async () => {
    const said = await start()
    const tried = await tryIt(said)
    expect(tried.status).toBe(200)
    expect(await tried.json()).toMatchObject({ key: expect.any(String), reason: expect.any(String) })
    const examples = JSON.parse(await readFile(resolve(import.meta.dirname, '../../../examples/flags.json'), 'utf8'))
    const url = `http://127.0.0.1:${ports.port}`
    const bulk = await (await fetch(`${url}/ofrep/v1/evaluate/flags`, { method: 'POST' })).json()
    expect((bulk as { flags: { key: string }[] }).flags.map(({ key }) => key)).toEqual(Object.keys(examples.flags))
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(said).toContain(`evaluator   ${url}`)
    await expectEndedCleanly('SIGTERM')
  })

  it('serves a file of shorthand in YAML, and keeps it where it is told to', async () => {
    const file = join(scratch, 'flags.yaml')
    const kept = join(scratch, 'state')
    await writeFile(file, shorthand)
    const said = await start('--flags', file, '--persist', kept)
    expect(said).toContain(file)
    expect(said).toContain(kept)
    expect((await tryIt(said)).status).toBe(200)
    expect(await evaluate('größe/50%', {})).toMatchObject({ value: true })
    expect(await evaluate('staff-only', { email: 'a@example.com' })).toMatchObject({ value: true })
    expect(await evaluate('staff-only', { email: 'a@elsewhere.example' })).toMatchObject({ value: false })
    expect(await evaluate('never', {})).toMatchObject({ reason: 'DISABLED' })
    const quarter = await evaluate('quarter', { targetingKey: 'user-1' })
    await expectEndedCleanly('SIGINT')

    const again = await start('--persist', kept)
    const revisionOf = (text: string) => /revision ([0-9a-f]+)/.exec(text)![1]
    expect(revisionOf(again)).toBe(revisionOf(said))
    expect(await evaluate('größe/50%', {})).toMatchObject({ value: true })
    expect(await evaluate('quarter', { targetingKey: 'user-1' })).toEqual(quarter)
    expect((await tryIt(again)).status).toBe(200)
    await expectEndedCleanly('SIGTERM')
  })
})
