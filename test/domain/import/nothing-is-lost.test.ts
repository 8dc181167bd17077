import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import { importFlagd } from '../../../domain/import/import-flagd.ts'
import { importGrowthBook } from '../../../domain/import/import-growth-book.ts'
import { importLaunchDarkly } from '../../../domain/import/import-launch-darkly.ts'
import { importUnleash } from '../../../domain/import/import-unleash.ts'
import { type Json, pointer } from '../../../domain/json.ts'
import type { Importer } from './evaluate.ts'

const launchDarkly = {
  flags: {
    f: {
      key: 'f',
      on: true,
      variations: [true, false],
      offVariation: 1,
      prerequisites: [{ key: 'g', variation: 0 }],
      targets: [{ values: ['ada'], variation: 0 }],
      rules: [{ id: 'r', clauses: [{ attribute: 'a', op: 'in', values: ['x'] }], variation: 0 }],
      fallthrough: {
        rollout: {
          variations: [
            { variation: 0, weight: 1000 },
            { variation: 1, weight: 99_000 },
          ],
        },
      },
    },
    g: { on: true, variations: [true, false], fallthrough: { variation: 0 } },
  },
  segments: { s: { included: ['ada'], rules: [{ clauses: [], weight: 50_000 }] } },
}
const unleash = {
  features: [
    {
      name: 'f',
      enabled: true,
      strategies: [
        {
          name: 'flexibleRollout',
          parameters: { rollout: '20' },
          constraints: [{ contextName: 'a', operator: 'IN', values: ['x'] }],
        },
      ],
      variants: [
        {
          name: 'red',
          weight: 1,
          payload: { type: 'string', value: 'v' },
          overrides: [{ contextName: 'a', values: ['x'] }],
        },
      ],
      dependencies: [{ feature: 'g' }],
    },
    { name: 'g', enabled: true },
  ],
  segments: [{ id: 1, name: 's', constraints: [] }],
}
const growthBook = {
  features: {
    f: {
      defaultValue: false,
      rules: [
        {
          condition: { a: 'x' },
          force: true,
          coverage: 0.5,
          parentConditions: [{ id: 'g', condition: { value: true } }],
        },
      ],
    },
    g: { defaultValue: true },
  },
  savedGroups: { unused: ['ada'] },
}
const systems: [string, Importer, Json][] = [
  ['LaunchDarkly', importLaunchDarkly, launchDarkly],
  ['Unleash', importUnleash, unleash],
  ['GrowthBook', importGrowthBook, growthBook],
]

/** Every object of an export that a rule reads member by member; conditions of GrowthBook are names throughout. */
function objectsIn(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([name, member]) => objectsIn(member as Json, pointer(path, name)))
  return Array.isArray(value) || /\/(flags|features|segments|condition|savedGroups)$/.test(path)
    ? inner
    : [path, ...inner]
}

/** A copy with one member more, deep inside. */
function withSurprise(root: Json, path: string): Json {
  const copy = structuredClone(root)
  const target = path
    .split('/')
    .slice(1)
    .reduce((value, token) => (value as never)[token], copy) as never as Record<string, Json>
  target.surprise = { deep: ['down'] }
  return copy
}

describe.each(systems)('an import from %s', (_name, importer, input) => {
  it('accounts for a member that nobody has heard of, wherever it stands', () => {
    for (const path of objectsIn(input)) {
      const imported = importer(withSurprise(input, path))
      if (!imported.ok) throw new Error(JSON.stringify(imported.error))
      const dropped = imported.value.report.filter(({ fidelity }) => fidelity === 'dropped').map(({ source }) => source)
      expect(dropped).toContain(`${path}/surprise`)
    }
  })

  it('never throws, and makes only documents that are accepted', () => {
    const anything = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>
    const paths = fc.constantFrom(...leavesIn(input))
    fc.assert(
      fc.property(anything, paths, (value, path) => {
        for (const export_ of [value, replaced(input, path, value)]) {
          const imported = importer(export_)
          if (imported.ok) expect(parseFlagDocument(imported.value.document).ok).toBe(true)
          else expect(imported.error.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('takes members that stand where a method would', () => {
    for (const path of leavesIn(input)) {
      expect(() => importer(replaced(input, path, { toString: false, valueOf: 1, toJSON: 2 }))).not.toThrow()
    }
  })

  it('takes names that every object inherits, and refuses what is nested without end', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'a\u0000b', '']) {
      const text = JSON.stringify(input).replaceAll('"f"', JSON.stringify(name))
      expect(() => importer(JSON.parse(text))).not.toThrow()
    }
    expect(importer(JSON.parse(`${'{"flags":'.repeat(9000)}1${'}'.repeat(9000)}`)).ok).toBe(false)
  })
})

it('a flagd document is carried over as it is', () => {
  const document = { flags: { f: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' } } }
  const imported = importFlagd(document)
  expect(imported.ok && imported.value.document).toEqual(document)
  expect(imported.ok && imported.value.report.map(({ flag, fidelity }) => [flag, fidelity])).toEqual([['f', 'exact']])
  expect(importFlagd({ flags: { f: 1 } }).ok).toBe(false)
})

function leavesIn(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, member]) => leavesIn(member as Json, pointer(path, name)))]
}

function replaced(root: Json, path: string, value: Json): Json {
  if (path === '') return value
  const copy = structuredClone(root)
  const tokens = path.split('/').slice(1)
  const target = tokens.slice(0, -1).reduce((inner, token) => (inner as never)[token], copy) as never as Record<
    string,
    Json
  >
  target[tokens.at(-1)!] = value
  return copy
}
