import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findInternals, type KnownInternals } from '../../../domain/notification/find-internals.ts'

const known: KnownInternals = {
  flags: ['new-checkout', 'search', 'on', '__proto__', 'toString'],
  systems: ['pay-gate', 'checkout', 'Hydra2'],
  versions: ['4.2', 'build-77', '2027'],
  people: [
    { id: 'ann', name: 'Ann Example' },
    { id: 'o-brien', name: "Siobhán O'Brien" },
  ],
}
const found = (text: string) => findInternals(text, known, '/text').map((one) => one.found)

describe('a text for customers', () => {
  it.each([
    'Paying by card fails for some of you. Paying by invoice works.',
    'Search and checkout are slow. In 2027 we expect a party.',
    'We turned a feature on at 18:05 UTC; 15 % of payments failed. See https://help.example.com/cards',
    'Write to support@example.com, or call +49 30 123456.',
    'Announcement: annual fees are not affected.',
    '',
  ])('may go out: %s', (text) => {
    expect(found(text)).toEqual([])
  })

  it.each([
    ['new-checkout is off', 'the key of a flag: "new-checkout"'],
    ['(pay-gate) is down', 'the id of a system: "pay-gate"'],
    ['Hydra2 fails', 'the id of a system: "Hydra2"'],
    ['since build-77', 'a deployed version: "build-77"'],
    ['since v4.2.1-rc.1', 'a version: "v4.2.1-rc.1"'],
    ['ANN EXAMPLE is on it', 'the name of a person: "Ann Example"'],
    ['Thanks to Ann!', 'the name of a person: "Ann Example"'],
    ['o-brien looks', 'the name of a person: "Siobhán O\'Brien"'],
    ['toString broke', 'the key of a flag: "toString"'],
    ['at 10.0.0.17', 'an IP address: "10.0.0.17"'],
    ['on db-1.eu.internal', 'a host of ours: "db-1.eu.internal"'],
    ['see i7', 'an id of an incident, a hotfix or a deployment: "i7"'],
  ])('is refused: %s', (text, finding) => {
    expect(found(text)).toContain(finding)
  })

  it.each([
    'fb_boot_0123456789abcdefghij',
    'xoxb-1234567890-abcdefghijkl',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    'password: hunter2',
    'https://root:hunter2@example.com',
    '9f2c1d0e9f2c1d0e9f2c1d0e9f2c1d0e',
    '-----BEGIN PRIVATE KEY-----',
  ])('is refused for a secret, which the refusal does not repeat: %s', (secret) => {
    const findings = found(`It was ${secret} all along`)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.join(' ')).not.toContain(secret)
  })

  it('is refused in full-width letters too', () => {
    expect(found('ｎｅｗ-ｃｈｅｃｋｏｕｔ')).toContain('the key of a flag: "new-checkout"')
  })

  it('is told everything that is wrong with it, with its place and a remedy', () => {
    const problems = findInternals('Ann turned new-checkout off on pay-gate', known, '/text')
    expect(problems).toHaveLength(3)
    for (const { path, allowed } of problems) {
      expect(path).toBe('/text')
      expect(allowed).not.toBe('')
    }
  })

  it('never holds a coined key as a word of its own', () => {
    const coined = fc.stringMatching(/^[a-z]{2,8}-[a-z0-9]{2,8}$/)
    const around = fc.constantFrom('', ' ', '"', ' (', '. ', '\n', ': ')
    fc.assert(
      fc.property(coined, around, around, (key, before, after) => {
        const findings = findInternals(`x ${before}${key}${after} y`, { ...known, flags: [key] }, '/text')
        expect(findings.map((one) => one.found)).toContain(`the key of a flag: "${key}"`)
      }),
    )
  })
})
