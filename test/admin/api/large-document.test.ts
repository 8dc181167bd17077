import { expect, it } from 'vitest'
import { parseSnapshot } from '../../../protocol/published-snapshot.ts'
import { freshDeployments, get, inRoot, kv, post, problem, putDocument, settle } from '../deployment.ts'

freshDeployments()

const mebibyte = 1024 * 1024

/** About so many bytes of flags, with characters of one to four bytes. */
function documentOf(bytes: number): { flags: Record<string, unknown> } {
  const flags: Record<string, unknown> = {}
  const filler = 'aé漢🚦'.repeat(400)
  const each = JSON.stringify({ state: 'ENABLED', variants: { on: filler, off: '' }, defaultVariant: 'on' })
  const count = Math.floor(bytes / (new TextEncoder().encode(each).length + 20))
  for (let i = 0; i < count; i++) flags[`flag-${i}`] = JSON.parse(each)
  return { flags }
}

it('a document of nearly 25 MiB goes in, out, to KV and to relays, and back', async () => {
  const document = documentOf(24.9 * mebibyte)
  const text = JSON.stringify(document)
  expect(new TextEncoder().encode(text).length).toBeGreaterThan(24 * mebibyte)
  const { status, body } = await putDocument(text)
  expect(status).toBe(200)
  expect(body.changed).toHaveLength(Object.keys(document.flags).length)
  await settle()

  const read = await get('/api/v1/document')
  expect(read.headers.get('etag')).toBe(`"${body.revision}"`)
  expect(JSON.stringify(read.body)).toBe(text)

  const published = (await kv.get(`snapshot/${body.revision}`)) ?? ''
  expect(JSON.stringify(parseSnapshot(published)?.document)).toBe(text)

  const parts: string[] = []
  for (let i = 0, count = 1; i < count; i++) {
    const part = await inRoot((root) => root.snapshotPart(body.revision, i))
    count = part!.count
    parts.push(part!.text)
  }
  expect(parts.length).toBeGreaterThan(10)
  expect(parts.join('')).toBe(published)

  const rolledBack = await post('/api/v1/revisions/0/rollback', { reason: 'r' }, { headers: { 'if-match': '*' } })
  expect(rolledBack.status).toBe(409)
  expect((await get('/api/v1/revisions/1/diff?limit=2')).body.items).toHaveLength(2)
}, 180_000)

it('a hundred thousand different flags are as good as one', async () => {
  const flag = (i: number) => ({ state: 'ENABLED', variants: { on: i, off: -1 }, defaultVariant: 'on' })
  const flags = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`flag-${i}`, flag(i)]))
  const first = await putDocument({ flags })
  expect(first.body.changed).toHaveLength(100_000)
  const second = await putDocument({ flags: { ...flags, 'flag-77': flag(-7) } })
  expect(second.body.changed).toEqual([{ key: 'flag-77', change: 'changed' }])
  const { items } = (await get('/api/v1/flags/flag-77/history')).body
  expect(items[0].lines).toEqual([expect.stringMatching(/^- .*77/), expect.stringMatching(/^\+ .*-7/)])
  const kill = await post('/api/v1/kills', { target: { flag: 'flg-77777' }, reason: 'r' })
  expect(kill.body.nearest).toContain('flag-77777')
}, 120_000)

it('a document that only fits without what publishing adds is refused', async () => {
  const text = `{"flags":{"a":{"state":"ENABLED","variants":{"on":"${'x'.repeat(25 * mebibyte - 80)}"},"defaultVariant":"on"}}}`
  expect(text.length).toBeLessThanOrEqual(25 * mebibyte)
  const told = await putDocument(text)
  expect(problem(told)).toBe('413 too-large')
  expect(told.body.detail).toContain('published')
}, 60_000)

it('one flag of several MiB keeps its history, without lines', async () => {
  const flag = (filler: string) => ({
    flags: { a: { state: 'ENABLED', variants: { on: filler.repeat(3 * mebibyte) } } },
  })
  await putDocument(flag('x'))
  await putDocument(flag('y'))
  const { items } = (await get('/api/v1/flags/a/history')).body
  expect(items.map(({ change }: { change: string }) => change)).toEqual(['changed', 'added'])
  expect(items[0].lines).toEqual([expect.stringContaining('too large')])
}, 60_000)
