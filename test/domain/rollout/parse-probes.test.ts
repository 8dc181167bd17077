import { describe, expect, it } from 'vitest'
import { parseProbes } from '../../../domain/rollout/parse-probes.ts'

const good = { name: 'pay', url: 'https://shop.example/health' }
const pathsOf = (input: unknown, allowLoopback = false): string[] => {
  const parsed = parseProbes(input, { allowLoopback })
  return parsed.ok ? [] : parsed.error.map(({ path }) => path)
}

describe('probes', () => {
  it('are GET with status 200 and five seconds where nothing else is said', () => {
    expect(parseProbes([good], { allowLoopback: false })).toEqual({
      ok: true,
      value: [{ ...good, method: 'GET', expectStatus: 200, timeoutMs: 5_000 }],
    })
  })

  it('keep everything that is said', () => {
    const whole = { ...good, method: 'POST', expectStatus: 302, bodyIncludes: '“ok”', timeoutMs: 10_000 }
    expect(parseProbes([whole], { allowLoopback: false })).toEqual({ ok: true, value: [whole] })
    expect(parseProbes([], { allowLoopback: false })).toEqual({ ok: true, value: [] })
  })

  it.each<[string, unknown, string]>([
    ['no list', {}, '/probes'],
    ['eleven of them', Array.from({ length: 11 }, (_, i) => ({ ...good, name: `p${i}` })), '/probes'],
    ['no object', ['GET https://shop.example'], '/probes/0'],
    ['no name', [{ url: good.url }], '/probes/0/name'],
    ['a prototype name', [{ ...good, name: '__proto__' }], '/probes/0/name'],
    ['the same name twice', [good, good], '/probes/1/name'],
    ['another method', [{ ...good, method: 'DELETE' }], '/probes/0/method'],
    ['a lower-case method', [{ ...good, method: 'get' }], '/probes/0/method'],
    ['no URL', [{ name: 'pay' }], '/probes/0/url'],
    ['a huge URL', [{ ...good, url: `https://shop.example/${'x'.repeat(3_000)}` }], '/probes/0/url'],
    ['a status as text', [{ ...good, expectStatus: '200' }], '/probes/0/expectStatus'],
    ['an interim status', [{ ...good, expectStatus: 100 }], '/probes/0/expectStatus'],
    ['a fraction of a status', [{ ...good, expectStatus: 200.5 }], '/probes/0/expectStatus'],
    ['no time', [{ ...good, timeoutMs: 0 }], '/probes/0/timeoutMs'],
    ['too much time', [{ ...good, timeoutMs: 10_001 }], '/probes/0/timeoutMs'],
    ['an empty text', [{ ...good, bodyIncludes: '' }], '/probes/0/bodyIncludes'],
    ['a body of HEAD', [{ ...good, method: 'HEAD', bodyIncludes: 'ok' }], '/probes/0/bodyIncludes'],
    ['a member nobody knows', [{ ...good, 'a/b': 1 }], '/probes/0/a~1b'],
  ])('refuse %s', (_, input, path) => {
    expect(pathsOf(input)).toEqual([path])
  })

  it('tell all problems at once', () => {
    expect(
      pathsOf([
        { name: 'A', url: 'x', expectStatus: 1 },
        { ...good, timeoutMs: -1 },
      ]),
    ).toEqual(['/probes/0/name', '/probes/0/expectStatus', '/probes/0/url', '/probes/1/timeoutMs'])
  })

  it('takes null for a value like any other', () => {
    expect(pathsOf([{ ...good, method: null }])).toEqual(['/probes/0/method'])
  })
})

describe('the address of a probe', () => {
  const isTaken = (url: string, allowLoopback = false): boolean => parseProbes([{ ...good, url }], { allowLoopback }).ok

  it.each([
    'https://shop.example/a?b=c',
    'http://shop.example:8080',
    'https://8.8.8.8/',
    'https://172.32.0.1/',
    'https://[2606:4700::1111]/',
    'https://[2001:4860:4860::8888]/',
    'https://münchen.example/',
    'https://10.example.com/',
  ])('may be %s', (url) => {
    expect(isTaken(url)).toBe(true)
  })

  it.each([
    'ftp://shop.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'shop.example',
    'https://',
    'https://ana:secret@shop.example/',
    'https://ana@shop.example/',
    'http://intranet/',
    'http://db.internal/',
    'http://printer.local./',
    'http://router.home.arpa/',
    'http://0/',
    'http://10.1.2.3/',
    'http://0x0a.1.2.3/',
    'http://167772161/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://192.0.2.1/',
    'http://198.19.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::a00:1]/',
    'http://[2002:a00:1::]/',
    'http://[2001::1]/',
    'http://[2001:db8::1]/',
    'http://[ff02::1]/',
  ])('is never %s', (url) => {
    expect(isTaken(url)).toBe(false)
    expect(isTaken(url, true)).toBe(false)
  })

  it.each([
    'http://localhost:8787/',
    'http://localhost./',
    'http://shop.localhost/',
    'http://127.0.0.1:8787/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://[::1]:8787/',
  ])('is %s in local runs only', (url) => {
    expect(isTaken(url)).toBe(false)
    expect(isTaken(url, true)).toBe(true)
  })

  it('never shows credentials in the problem', () => {
    const parsed = parseProbes([{ ...good, url: 'https://ana:secret@shop.example/' }], { allowLoopback: false })
    expect(JSON.stringify(parsed)).not.toContain('secret')
  })

  it('is kept as it will be asked, without its fragment', () => {
    const parsed = parseProbes([{ ...good, url: 'HTTPS://Shop.Example/a/../b#c' }], { allowLoopback: false })
    expect(parsed).toMatchObject({ value: [{ url: 'https://shop.example/b' }] })
  })
})
