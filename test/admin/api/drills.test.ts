import { beforeEach, describe, expect, it } from 'vitest'
import { drill } from '../../../admin/api/drills.ts'
import * as shapes from '../../../admin/api/shapes.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { lastDrills } from '../../../admin/objects/root/stores/drill-rows.ts'
import { freshDeployments, get, inRoot, moveClock, post, problem, putDocument, tokenWith } from '../deployment.ts'

freshDeployments()

beforeEach(async () => {
  await putDocument({
    flags: { checkout: { enabled: true }, search: { enabled: true }, constructor: { enabled: true } },
  })
})

const path = '/api/v1/drills'
const evaluator = { reason: 'DISABLED', variant: 'off', value: false }
const endpoint = { url: 'https://shop.example/health', status: 200, tookMs: 12.5 }
const passed = (key: string) => ({ key, passed: true, evaluator })
const broken = (key: string) => {
  return { key, passed: false, evaluator, endpoint: { url: 'https://shop.example/', error: 'answered 500' } }
}
const last = (keys: string[]) => inRoot((_, { storage }) => lastDrills(openDatabase(storage), keys))

describe('drills', () => {
  it('are recorded with time and token, and listed newest first', async () => {
    const token = await tokenWith(['write', 'read'], 'ci')
    const told = await post(path, { ...passed('checkout'), endpoint }, { token })
    expect(told.status).toBe(201)
    expect(told.body).toEqual({
      ...passed('checkout'),
      endpoint,
      at: expect.stringMatching(/^\d{4}-.+Z$/),
      by: token.split('_')[1],
    })
    await post(path, broken('search'))
    await post(path, passed('constructor'))
    const { items } = (await get(path, { token })).body
    expect(items.map(({ key }: { key: string }) => key)).toEqual(['constructor', 'search', 'checkout'])
    expect(items[2]).toEqual(told.body)
    expect(items[1]).toMatchObject(broken('search'))
  })

  it('are what the description says', async () => {
    drill.parse((await post(path, { ...passed('checkout'), endpoint })).body)
    shapes.list(drill).parse((await get(path)).body)
  })

  it('are found by flag and by outcome', async () => {
    for (const body of [passed('checkout'), broken('checkout'), passed('search')]) await post(path, body)
    const keysOf = async (query: string) =>
      (await get(`${path}?${query}`)).body.items.map((item: { key: string; passed: boolean }) => {
        return `${item.key} ${item.passed}`
      })
    expect(await keysOf('key=checkout')).toEqual(['checkout false', 'checkout true'])
    expect(await keysOf('passed=true')).toEqual(['search true', 'checkout true'])
    expect(await keysOf('key=checkout&passed=false')).toEqual(['checkout false'])
    expect(await keysOf('key=nobody')).toEqual([])
    expect(await keysOf('key=toString')).toEqual([])
  })

  it('come in pages that fit together', async () => {
    for (let i = 0; i < 5; i++) await post(path, passed('checkout'))
    const pages: unknown[] = []
    let next: string | undefined
    do {
      const { body } = await get(`${path}?limit=2${next === undefined ? '' : `&cursor=${next}`}`)
      pages.push(body.items.length)
      next = body.next
    } while (next !== undefined)
    expect(pages).toEqual([2, 2, 1])
  })

  it.each(['limit=0', 'limit=501', 'cursor=*', 'passed=yes', 'by=me', 'sort=key'])(
    'are not listed by %s',
    async (query) => {
      expect(problem(await get(`${path}?${query}`))).toBe('400 invalid-query')
    },
  )

  it('are kept fifty of each flag', async () => {
    await post(path, broken('search'))
    for (let i = 0; i < 53; i++) await post(path, { ...passed('checkout'), endpoint: { ...endpoint, tookMs: i } })
    const kept = (await get(`${path}?key=checkout&limit=500`)).body.items
    expect(kept).toHaveLength(50)
    expect([kept[0].endpoint.tookMs, kept[49].endpoint.tookMs]).toEqual([52, 3])
    expect((await get(`${path}?key=search`)).body.items).toHaveLength(1)
  })

  it('show in their flag, and in the list of those that never had one', async () => {
    await post(path, broken('checkout'))
    const { at } = (await post(path, passed('checkout'))).body
    const flag = (await get('/api/v1/flags/checkout')).body
    expect(flag).toMatchObject({ drilledAt: at, drillPassed: true })
    expect((await get('/api/v1/flags/search')).body).not.toHaveProperty('drilledAt')
    const never = (await get('/api/v1/flags?drilled=never')).body.items
    expect(never.map(({ key }: { key: string }) => key)).toEqual(['constructor', 'search'])
  })

  it('leave a row in the audit log', async () => {
    await post(path, broken('search'))
    const [row] = (await get('/api/v1/audit')).body.items
    expect(row).toMatchObject({
      action: 'drill.record',
      subject: 'search',
      detail: { passed: false, endpoint: 'https://shop.example/', errors: ['answered 500'] },
    })
  })

  it('are recorded once under one idempotency key', async () => {
    const headers = { 'idempotency-key': 'k' }
    const first = await post(path, passed('checkout'), { headers })
    const second = await post(path, passed('checkout'), { headers })
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect((await get(path)).body.items).toHaveLength(1)
    expect(problem(await post(path, passed('search'), { headers }))).toBe('422 idempotency-key-reused')
  })

  it('need a flag that exists, and name the nearest', async () => {
    const told = await post(path, passed('chekout'))
    expect(problem(told)).toBe('404 not-found')
    expect(told.body.detail).toContain('nearest: checkout')
    expect(problem(await post(path, passed('toString')))).toBe('404 not-found')
    expect((await get('/api/v1/audit?action=drill.record')).body.items).toEqual([])
  })

  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)
  it.each<[string, unknown, string]>([
    ['no key', { passed: true, evaluator }, '/key'],
    ['a key that is none', { ...passed('checkout'), key: 'a\u0000' }, '/key'],
    ['no outcome', { key: 'checkout', evaluator }, '/passed'],
    ['an outcome in words', { ...passed('checkout'), passed: 'yes' }, '/passed'],
    ['no answer of the evaluator', { key: 'checkout', passed: true }, '/evaluator'],
    ['no reason', { ...passed('checkout'), evaluator: {} }, '/evaluator/reason'],
    [
      'a value that is too long',
      { ...passed('checkout'), evaluator: { ...evaluator, value: 'x'.repeat(4_096) } },
      '/evaluator/value',
    ],
    [
      'a value that is too deep',
      { ...passed('checkout'), evaluator: { ...evaluator, value: deep } },
      '/evaluator/value',
    ],
    ['an address that is no text', { ...passed('checkout'), endpoint: { url: 1 } }, '/endpoint/url'],
    ['a status that is none', { ...passed('checkout'), endpoint: { ...endpoint, status: 99 } }, '/endpoint/status'],
    ['time that runs backwards', { ...passed('checkout'), endpoint: { ...endpoint, tookMs: -1 } }, '/endpoint/tookMs'],
    ['a member nobody knows', { ...passed('checkout'), by: 'somebody else' }, '/by'],
    ['passed with an error', { ...broken('checkout'), passed: true }, '/passed'],
    ['failed without an error', { ...passed('checkout'), passed: false }, '/passed'],
    ['a list', [], ''],
  ])('refuse %s', async (_name, body, pointer) => {
    const told = await post(path, body)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
    expect((await get(path)).body.items).toEqual([])
  })
})

describe('the last drills of flags', () => {
  it('are told for those that have one, however many are asked for', async () => {
    await post(path, broken('checkout'))
    await moveClock(1_000)
    const { at } = (await post(path, passed('checkout'))).body
    await post(path, broken('search'))
    const many = Array.from({ length: 1_000 }, (_, i) => `flag-${i}`)
    const found = await last(['constructor', '__proto__', 'search', 'checkout', ...many])
    expect([...found.keys()].sort()).toEqual(['checkout', 'search'])
    expect(found.get('checkout')).toEqual({ at: Date.parse(at), passed: true })
    expect(found.get('search')).toMatchObject({ passed: false })
    expect(await last([])).toEqual(new Map())
  })
})
