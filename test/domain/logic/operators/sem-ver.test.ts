import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../domain/json.ts'
import { answer } from '../../rule.ts'

const relations = ['=', '!=', '<', '<=', '>', '>=', '^', '~']

/** Both compiled with a constant right side and with everything computed: the two ways must agree. */
function semVer(left: Json, relation: string, right: Json): Json {
  const context = { l: left, o: relation, r: right }
  const computed = answer({ sem_ver: [{ var: 'l' }, { var: 'o' }, { var: 'r' }] }, context)
  expect(answer({ sem_ver: [{ var: 'l' }, relation, { var: 'r' }] }, context)).toBe(computed)
  if (typeof right !== 'object') expect(answer({ sem_ver: [{ var: 'l' }, relation, right] }, context)).toBe(computed)
  return computed
}

describe('sem_ver', () => {
  it('orders versions as Semantic Versioning 2.0.0 does', () => {
    const ascending = [
      '0.0.1',
      '0.1.0',
      '1.0.0-0',
      '1.0.0-2',
      '1.0.0-10',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.2.0',
      '1.10.0',
      '2.0.0',
      '10.0.0',
      '9007199254740992.0.0',
      '9007199254740993.0.0',
    ]
    ascending.forEach((left, i) => {
      ascending.forEach((right, k) => {
        expect(semVer(left, '<', right), `${left} < ${right}`).toBe(i < k)
        expect(semVer(left, '<=', right)).toBe(i <= k)
        expect(semVer(left, '>', right)).toBe(i > k)
        expect(semVer(left, '>=', right)).toBe(i >= k)
        expect(semVer(left, '=', right)).toBe(i === k)
        expect(semVer(left, '!=', right)).toBe(i !== k)
      })
    })
  })

  it.each<[Json, Json]>([
    ['v1.2.3', '1.2.3'],
    ['V1.2.3', '1.2.3'],
    ['1', '1.0.0'],
    ['1.2', '1.2.0'],
    [1, '1.0.0'],
    [1.2, '1.2.0'],
    ['1.2.3+build.5', '1.2.3'],
    ['1.0.0-rc.1+a', '1.0.0-rc.1+b'],
  ])('%j equals %j', (left, right) => {
    expect(semVer(left, '=', right)).toBe(true)
    expect(semVer(right, '=', left)).toBe(true)
  })

  it('matches the same major with ^ and the same minor with ~, whichever is greater', () => {
    expect(semVer('1.9.9', '^', '1.2.0')).toBe(true)
    expect(semVer('1.0.0', '^', '1.2.0')).toBe(true)
    expect(semVer('2.0.0', '^', '1.9.0')).toBe(false)
    expect(semVer('0.1.0', '^', '0.2.0')).toBe(true)
    expect(semVer('1.2.9', '~', '1.2.3')).toBe(true)
    expect(semVer('1.2.0', '~', '1.2.3')).toBe(true)
    expect(semVer('1.3.0', '~', '1.2.3')).toBe(false)
    expect(semVer('2.2.3', '~', '1.2.3')).toBe(false)
  })

  it.each<Json>([
    'x',
    '',
    '1.2.3.4',
    '01.0.0',
    '1.02.0',
    '1.0.0-01',
    '1.0.0-',
    '1.0.0-a..b',
    '1.2-rc.1',
    'vv1.0.0',
    '=1.0.0',
    ' 1.0.0',
    '-1.0.0',
    '1.x',
    null,
    true,
    ['1.0.0'],
    {},
    -1,
    1e21,
    `1.0.0-${'9'.repeat(300)}`,
  ])('of %j is null', (wrong) => {
    for (const relation of relations) {
      expect(semVer(wrong, relation, '1.0.0')).toBeNull()
      expect(semVer('1.0.0', relation, wrong)).toBeNull()
    }
  })

  it('is null for an unknown relation and for wrong arity', () => {
    expect(semVer('1.0.0', '==', '1.0.0')).toBeNull()
    expect(semVer('1.0.0', '', '1.0.0')).toBeNull()
    expect(answer({ sem_ver: ['1.0.0', 1, '1.0.0'] })).toBeNull()
    expect(answer({ sem_ver: ['1.0.0', ['='], '1.0.0'] })).toBeNull()
    expect(answer({ sem_ver: ['1.0.0', '='] })).toBeNull()
    expect(answer({ sem_ver: ['1.0.0', '=', '1.0.0', 1] })).toBeNull()
    expect(answer({ sem_ver: '1.0.0' })).toBeNull()
    expect(answer({ sem_ver: [] })).toBeNull()
    expect(answer({ sem_ver: { var: 'all' } }, { all: ['1.0.0', '=', '1'] })).toBe(true)
  })
})
