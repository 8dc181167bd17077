// The schemas that editors use and the parsers that decide say the same, as far as a schema can know.

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFlagFile } from '../../../cli/files/flag-file.ts'
import { mergeFiles } from '../../../cli/files/read-flags-folder.ts'
import { parseSource } from '../../../cli/files/source-file.ts'
import { exampleFlags, exampleTests } from '../../../cli/files/starter.ts'
import { parseSystemsFile } from '../../../cli/systems/parse-systems-file.ts'
import { parseTestFile } from '../../../cli/tests/parse-test-file.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { fits } from './json-schema.ts'

const read = (path: string): JsonObject => JSON.parse(readFileSync(path, 'utf8'))
const flagsSchema = read('schemas/flags.schema.json')
const testsSchema = read('schemas/tests.schema.json')

function parserAccepts(document: Json): boolean {
  const source = parseSource('f.json', JSON.stringify(document))
  const file = source.ok ? parseFlagFile('f.json', source.value) : source
  const merged = file.ok ? mergeFiles([file.value]) : file
  return merged.ok && parseFlagDocument(merged.value.written).ok
}

function testParserAccepts(tests: Json): boolean {
  const source = parseSource('f.test.json', JSON.stringify(tests))
  return source.ok && parseTestFile(source.value).ok
}

const systemsSchema = read('schemas/systems.schema.json')

function systemsParserAccepts(map: Json): boolean {
  const source = parseSource('systems.json', JSON.stringify(map))
  return source.ok && parseSystemsFile(source.value).ok
}

const bothSystems = (map: Json): boolean[] => [fits(systemsSchema, map, systemsSchema), systemsParserAccepts(map)]
const both = (document: Json): boolean[] => [fits(flagsSchema, document, flagsSchema), parserAccepts(document)]
const bothTests = (tests: Json): boolean[] => [fits(testsSchema, tests, testsSchema), testParserAccepts(tests)]
const yaml = (name: string, text: string): Json => {
  const source = parseSource(name, text)
  return source.ok ? (source.value.value as Json) : null
}

const settings = {
  kind: 'ops',
  owner: 'a',
  system: 'b',
  description: 'c',
  offVariant: 'off',
  strict: true,
  clientSide: false,
  approval: true,
  rollout: 'optional',
  drill: { url: 'https://shop.example/health', method: 'GET', expectStatus: 204 },
  expiresAt: '2027-01-31',
  createdAt: '2026-01-31T12:00:00Z',
}
const full = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'on',
  targeting: {},
  metadata: { a: 1 },
}
const short = { enabled: true, rollout_percentage: 12.5, user_segments: ['s'], metadata: { a: 'x' } }
const whole = {
  $schema: 'x',
  flags: { a: { ...full, fuseboard: settings }, b: { ...short, fuseboard: settings } },
  $evaluators: { s: true },
  metadata: { version: '1' },
}

/** A copy with something else in one place; undefined removes it. */
function withPart(value: Json, path: readonly string[], part: Json | undefined): Json {
  const [name, ...rest] = path
  if (name === undefined) return part as Json
  const entries = new Map(Object.entries(value as JsonObject))
  const inner = rest.length === 0 ? part : withPart(entries.get(name)!, rest, part)
  if (inner === undefined) entries.delete(name)
  else entries.set(name, inner)
  return Object.fromEntries(entries)
}

describe('the schema of flag files', () => {
  it('accepts what the parser accepts', () => {
    expect(both(read('examples/flags.json'))).toEqual([true, true])
    expect(both(yaml('f.yaml', exampleFlags))).toEqual([true, true])
    expect(both(whole)).toEqual([true, true])
    expect(both({ a: { enabled: true }, $evaluators: { s: true } })).toEqual([true, true])
  })

  const wrong: [path: string, part: Json | undefined][] = [
    ['flag', {}],
    ['flags', 1],
    ['metadata', []],
    ['metadata.x', {}],
    ['$evaluators', 'x'],
    ['flags.', { enabled: true }],
    ['flags. a', { enabled: true }],
    ['flags.__proto__', { enabled: true }],
    ['flags.a', 1],
    ['flags.a.state', undefined],
    ['flags.a.state', 'ON'],
    ['flags.a.variants', undefined],
    ['flags.a.variants', {}],
    ['flags.a.variants.on', 1],
    ['flags.a.variants.on', null],
    ['flags.a.defaultVariant', 1],
    ['flags.a.targeting', 'x'],
    ['flags.a.metadata.a', null],
    ['flags.a.fuseboard', 1],
    ['flags.b.enabled', 'yes'],
    ['flags.b.rollout', 1],
    ['flags.b.rollout_percentage', 101],
    ['flags.b.rollout_percentage', '5'],
    ['flags.b.user_segments', 's'],
    ['flags.b.user_segments', [1]],
    ...['a', 'b'].flatMap((key): [string, Json][] => [
      [`flags.${key}.fuseboard.kind`, 'other'],
      [`flags.${key}.fuseboard.owner`, ''],
      [`flags.${key}.fuseboard.system`, 1],
      [`flags.${key}.fuseboard.description`, 'x'.repeat(2001)],
      [`flags.${key}.fuseboard.offVariant`, 1],
      [`flags.${key}.fuseboard.strict`, 'no'],
      [`flags.${key}.fuseboard.clientSide`, 1],
      [`flags.${key}.fuseboard.approval`, null],
      [`flags.${key}.fuseboard.drill`, {}],
      [`flags.${key}.fuseboard.drill.method`, 'DELETE'],
      [`flags.${key}.fuseboard.drill.expectStatus`, 99],
      [`flags.${key}.fuseboard.drill.more`, 1],
      [`flags.${key}.fuseboard.expiresAt`, 'soon'],
      [`flags.${key}.fuseboard.createdAt`, 2026],
      [`flags.${key}.fuseboard.ownr`, 'x'],
    ]),
  ]
  it.each(wrong)('refuses what the parser refuses: %s is %j', (path, part) => {
    expect(both(withPart(whole, path.split('.'), part))).toEqual([false, false])
  })

  it('agrees with the parser on documents of any make', () => {
    const name = fc.constantFrom('a', 'B-c', 'constructor', 'ü x')
    const value = fc.oneof(fc.boolean(), fc.constantFrom('on', 1, null, {}))
    const flag = fc.oneof(
      fc.record({ enabled: value }, { requiredKeys: [] }),
      fc.record({
        state: fc.constantFrom('ENABLED', 'DISABLED', 'ON'),
        variants: fc.oneof(fc.dictionary(name, fc.boolean()), fc.dictionary(name, value)),
      }),
    )
    const document = fc.record({ flags: fc.dictionary(name, flag), metadata: fc.dictionary(name, value) })
    fc.assert(
      fc.property(document, (made) => {
        const [bySchema, byParser] = both(JSON.parse(JSON.stringify(made)))
        expect(bySchema).toBe(byParser)
      }),
    )
  })

  it('describes every setting that the parser knows', () => {
    const known = Object.keys((flagsSchema.definitions as Record<string, { properties: object }>).settings!.properties)
    expect(known.sort()).toEqual(Object.keys(settings).sort())
  })
})

describe('the schema of test files', () => {
  const cases = [
    {
      name: 'a',
      context: {},
      edge: {},
      at: '2027-01-31',
      killed: true,
      expect: { variant: null, value: 1, reason: 'STATIC' },
    },
  ]
  const population = { size: 10, seed: 'u', within: 0.5, context: {}, expect: { on: '25 %', off: 0.75 } }
  const tests = { tests: [{ flag: 'a', killedIsOff: false, cases, population }] }
  const withTest = (test: object): Json => ({ tests: [{ flag: 'a', ...test }] })

  it('accepts what the parser accepts', () => {
    expect(bothTests(yaml('f.yaml', exampleTests))).toEqual([true, true])
    expect(bothTests(tests)).toEqual([true, true])
    expect(bothTests(withTest({ population: [population, population], cases: [{ expect: 'on' }] }))).toEqual([
      true,
      true,
    ])
  })

  it.each<[Json]>([
    [{}],
    [{ tests: {} }],
    [{ tests: [{}] }],
    [{ tests: [], more: 1 }],
    [withTest({ case: [] })],
    [withTest({ killedIsOff: 1 })],
    [withTest({ cases: [{}] })],
    [withTest({ cases: [{ expect: true }] })],
    [withTest({ cases: [{ expect: {} }] })],
    [withTest({ cases: [{ expect: { reason: 'x' } }] })],
    [withTest({ cases: [{ expect: { variant: 1 } }] })],
    [withTest({ cases: [{ expect: 'on', at: 'noon' }] })],
    [withTest({ cases: [{ expect: 'on', context: [] }] })],
    [withTest({ cases: [{ expect: 'on', killed: 1 }] })],
    [withTest({ population: {} })],
    [withTest({ population: { expect: { on: '25' } } })],
    [withTest({ population: { expect: { on: 1.5 } } })],
    [withTest({ population: { ...population, size: 0 } })],
    [withTest({ population: { ...population, within: -1 } })],
    [withTest({ population: [1] })],
  ])('refuses what the parser refuses: %j', (wrong) => expect(bothTests(wrong)).toEqual([false, false]))
})

describe('the schema of the system map', () => {
  const whole = {
    id: 'checkout',
    name: 'Checkout',
    owner: 'ann',
    paths: ['apps/checkout/**'],
    dependsOn: ['payments'],
    critical: true,
    approval: false,
  }
  const withSystem = (more: object): Json => ({ systems: [{ id: 'a', owner: 'ann', ...more }] })

  it('accepts what the parser accepts', () => {
    expect(bothSystems({ systems: [whole], $schema: 'x' })).toEqual([true, true])
    expect(bothSystems(withSystem({}))).toEqual([true, true])
    expect(bothSystems(withSystem({ id: 'constructor', name: 'Ünï ✓' }))).toEqual([true, true])
    expect(bothSystems({ systems: [] })).toEqual([true, true])
  })

  it.each<[Json]>([
    [[]],
    [{}],
    [{ systems: {} }],
    [{ systems: [1] }],
    [{ systems: [], system: [] }],
    [{ systems: [{ id: 'a' }] }],
    [{ systems: [{ owner: 'a' }] }],
    [withSystem({ id: '' })],
    [withSystem({ id: ' a' })],
    [withSystem({ id: '__proto__' })],
    [withSystem({ id: 'a\u0007' })],
    [withSystem({ id: 'x'.repeat(257) })],
    [withSystem({ name: null })],
    [withSystem({ owner: 7 })],
    [withSystem({ paths: 'a' })],
    [withSystem({ paths: null })],
    [withSystem({ paths: [''] })],
    [withSystem({ paths: Array.from({ length: 101 }, () => 'a') })],
    [withSystem({ dependsOn: [1] })],
    [withSystem({ dependsOn: [' a'] })],
    [withSystem({ critical: 'yes' })],
    [withSystem({ approval: 1 })],
    [withSystem({ dependson: [] })],
  ])('refuses what the parser refuses: %j', (wrong) => expect(bothSystems(wrong)).toEqual([false, false]))
})
