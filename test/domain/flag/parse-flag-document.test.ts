import { describe, expect, it } from 'vitest'
import { maxNameLength, maxValueDepth } from '../../../domain/flag/limits.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { Json } from '../../../domain/json.ts'
import { flag, onOff, problemsOf } from './document.ts'

const withFlag = (more: Record<string, Json>): Json => ({ flags: { f: flag(more) } })
const variants = (value: Json): Json => ({ flags: { f: { state: 'ENABLED', variants: value } } })
const deep = (levels: number): Json => (levels === 0 ? 1 : { in: deep(levels - 1) })
const longName = 'x'.repeat(maxNameLength + 1)
const aName = 'a name of 1 to 256 characters, without control characters, outer spaces, and not "__proto__"'

type Wrong = [what: string, document: unknown, path: string, found: string, allowed: string]

describe('wrong input is told by place, finding and remedy', () => {
  it.each<Wrong>([
    ['nothing', undefined, '', 'nothing', 'an object with "flags"'],
    ['null', null, '', 'null', 'an object with "flags"'],
    ['a list', [], '', 'an array of 0', 'an object with "flags"'],
    ['text', 'flags', '', '"flags"', 'an object with "flags"'],
    ['an empty object', {}, '/flags', 'nothing', 'a map from flag key to flag'],
    ['a list of flags', { flags: [1] }, '/flags', 'an array of 1', 'a map from flag key to flag'],
    ['set metadata', { flags: {}, metadata: 5 }, '/metadata', '5', 'a map of strings, numbers and booleans'],
    [
      'a value of set metadata',
      { flags: {}, metadata: { 'a/b': null } },
      '/metadata/a~1b',
      'null',
      'a string, number or boolean',
    ],
    ['evaluators', { flags: {}, $evaluators: [] }, '/$evaluators', 'an array of 0', 'a map from name to targeting'],
    [
      'a flag that is none',
      { flags: { f: true } },
      '/flags/f',
      'true',
      'a flag: an object with "state" and "variants"',
    ],
    ['a state', withFlag({ state: 'enabled' }), '/flags/f/state', '"enabled"', '"ENABLED" or "DISABLED"'],
    ['no variants', variants({}), '/flags/f/variants', 'an object', 'a map with at least one variant'],
    ['variants in a list', variants([true]), '/flags/f/variants', 'an array of 1', 'a map with at least one variant'],
    ['a null variant', variants({ a: null }), '/flags/f/variants/a', 'null', 'a boolean, string, number or object'],
    [
      'a list variant',
      variants({ a: [1] }),
      '/flags/f/variants/a',
      'an array of 1',
      'a boolean, string, number or object',
    ],
    [
      'variants of two types',
      variants({ a: true, b: 'x' }),
      '/flags/f/variants/b',
      '"x"',
      'a boolean, like the other variants',
    ],
    [
      'a number that is not carried exactly',
      variants({ a: 2 ** 53 }),
      '/flags/f/variants/a',
      '9007199254740992',
      'a finite number; whole numbers up to ±9007199254740991',
    ],
    [
      'a number that JSON does not have',
      variants({ a: Number.POSITIVE_INFINITY }),
      '/flags/f/variants/a',
      'Infinity',
      'a finite number; whole numbers up to ±9007199254740991',
    ],
    [
      'a value nested too deep',
      variants({ a: deep(maxValueDepth + 1) }),
      '/flags/f/variants/a',
      'an object',
      `an object nested at most ${maxValueDepth} deep`,
    ],
    [
      'a default',
      withFlag({ defaultVariant: 'of' }),
      '/flags/f/defaultVariant',
      '"of"',
      'a variant (on, off), null, or absent',
    ],
    [
      'a default of another type',
      withFlag({ defaultVariant: false }),
      '/flags/f/defaultVariant',
      'false',
      'a variant (on, off), null, or absent',
    ],
    [
      'a default in a list',
      { flags: { f: { state: 'ENABLED', variants: onOff, defaultVariant: ['on'] } } },
      '/flags/f/defaultVariant',
      'an array of 1',
      'a variant (on, off), null, or absent',
    ],
    [
      'flag metadata',
      withFlag({ metadata: { a: {} } }),
      '/flags/f/metadata/a',
      'an object',
      'a string, number or boolean',
    ],
    ['an empty flag key', { flags: { '': flag() } }, '/flags/', '""', aName],
    ['a long flag key', { flags: { [longName]: flag() } }, `/flags/${longName}`, `"${'x'.repeat(57)}..."`, aName],
    ['a flag key with outer spaces', { flags: { ' f': flag() } }, '/flags/ f', '" f"', aName],
    ['a flag key with a line break', { flags: { 'a\nb': flag() } }, '/flags/a\nb', '"a\\nb"', aName],
    [
      'a flag called __proto__',
      JSON.parse(`{"flags":{"__proto__":${JSON.stringify(flag())}}}`),
      '/flags/__proto__',
      '"__proto__"',
      aName,
    ],
    [
      'a variant called __proto__',
      JSON.parse('{"flags":{"f":{"state":"ENABLED","variants":{"__proto__":1}}}}'),
      '/flags/f/variants/__proto__',
      '"__proto__"',
      aName,
    ],
    ['an evaluator without a name', { flags: {}, $evaluators: { '': true } }, '/$evaluators/', '""', aName],
    ['settings', withFlag({ fuseboard: 'x' }), '/flags/f/fuseboard', '"x"', 'an object'],
    [
      'an off variant',
      withFlag({ fuseboard: { offVariant: 'no' } }),
      '/flags/f/fuseboard/offVariant',
      '"no"',
      'a variant: on, off',
    ],
    [
      'an off variant of another type',
      { flags: { f: { state: 'ENABLED', variants: { true: true }, fuseboard: { offVariant: true } } } },
      '/flags/f/fuseboard/offVariant',
      'true',
      'a variant: true',
    ],
    [
      'a kind',
      withFlag({ fuseboard: { kind: 'release2' } }),
      '/flags/f/fuseboard/kind',
      '"release2"',
      '"release", "experiment", "ops", "permission", "kill-switch"',
    ],
    [
      'an owner',
      withFlag({ fuseboard: { owner: '' } }),
      '/flags/f/fuseboard/owner',
      '""',
      'text of 1 to 256 characters',
    ],
    ['strictness', withFlag({ fuseboard: { strict: 'yes' } }), '/flags/f/fuseboard/strict', '"yes"', 'true or false'],
    [
      'a date',
      withFlag({ fuseboard: { expiresAt: '31.1.2027' } }),
      '/flags/f/fuseboard/expiresAt',
      '"31.1.2027"',
      'a date such as "2027-01-31" or "2027-01-31T12:00:00Z"',
    ],
    [
      'a date that no calendar has',
      withFlag({ fuseboard: { expiresAt: '2027-13-01' } }),
      '/flags/f/fuseboard/expiresAt',
      '"2027-13-01"',
      'a date such as "2027-01-31" or "2027-01-31T12:00:00Z"',
    ],
    [
      'an unknown setting',
      withFlag({ fuseboard: { onwer: 'x' } }),
      '/flags/f/fuseboard/onwer',
      '"x"',
      'one of offVariant, kind, owner, system, description, strict, clientSide, approval, rollout, drill, expiresAt, createdAt',
    ],
  ])('%s', (_, document, path, found, allowed) => {
    expect(problemsOf(document)).toContainEqual({ path, found, allowed })
  })
})

describe('a right document', () => {
  it('is handed on as it came', () => {
    const document = {
      $schema: 'https://example.com/flags.json',
      metadata: { flagSetId: 'web', version: 3, live: true },
      $evaluators: { staff: { ends_with: [{ var: 'email' }, '@example.com'] } },
      flags: {
        boolean: flag({ targeting: { if: [{ $ref: 'staff' }, 'on'] }, metadata: { team: 'pay', n: 1, b: false } }),
        text: { state: 'ENABLED', variants: { a: 'x', b: '' }, defaultVariant: 'b' },
        number: { state: 'ENABLED', variants: { a: 1, b: -0.5 }, defaultVariant: null },
        object: { state: 'DISABLED', variants: { a: { deep: [{ x: null }] }, b: {} } },
        constructor: flag({ targeting: {} }),
        'größe/50 %~': flag({ defaultVariant: '' }),
        settled: flag({
          fuseboard: {
            kind: 'kill-switch',
            owner: 'pay',
            system: 'checkout',
            description: 'Turns the new checkout off',
            offVariant: 'off',
            strict: true,
            clientSide: false,
            expiresAt: '2027-01-31',
            createdAt: '2026-01-31T12:00:00.5+02:00',
          },
        }),
      },
    }
    expect(parseFlagDocument(document)).toEqual({ ok: true, value: document })
  })

  it('may hold no flags at all', () => {
    expect(parseFlagDocument({ flags: {} })).toEqual({ ok: true, value: { flags: {} } })
  })

  it.each(['constructor', 'toString', 'hasOwnProperty'])('may call flags, variants and evaluators %s', (name) => {
    const text = `{"$evaluators":{"${name}":true},"flags":{"${name}":{"state":"ENABLED","variants":{"${name}":1},
      "defaultVariant":"${name}","targeting":{"if":[{"$ref":"${name}"},"${name}"]},"metadata":{"${name}":1}}}}`
    expect(problemsOf(JSON.parse(text))).toEqual([])
    expect(problemsOf({ flags: { f: flag({ defaultVariant: name }) } })).toHaveLength(1)
    expect(problemsOf({ flags: { f: flag({ targeting: { $ref: name } }) } })).toHaveLength(1)
  })

  it('may hold values as deep as the limit', () => {
    expect(problemsOf(variants({ a: deep(maxValueDepth) }))).toEqual([])
  })
})

describe('many problems', () => {
  it('are found at once', () => {
    const paths = problemsOf({
      metadata: 1,
      $evaluators: { a: { bogus: 1 } },
      flags: { f: { state: 'on', variants: {}, metadata: 2, fuseboard: 3, targeting: 4 } },
    }).map(({ path }) => path)
    expect(paths).toEqual([
      '/metadata',
      '/$evaluators/a',
      '/flags/f/state',
      '/flags/f/variants',
      '/flags/f/metadata',
      '/flags/f/fuseboard',
      '/flags/f/targeting',
    ])
  })

  it('are cut off at 50, and the rest counted', () => {
    const flags = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`f${i}`, flag({ state: 'x' })]))
    const problems = problemsOf({ flags })
    expect(problems).toHaveLength(51)
    expect(problems[50]).toEqual({ path: '', found: '30 more problems', allowed: 'none: fix the ones above first' })
  })
})
