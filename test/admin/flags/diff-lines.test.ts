import { describe, expect, it } from 'vitest'
import { diffLines, renderLines } from '../../../admin/flags/diff-lines.ts'

describe('lines', () => {
  it('hold what fits, and break what does not', () => {
    expect(renderLines({ on: true, off: false })).toEqual(['{ "on": true, "off": false }'])
    expect(renderLines({ list: ['x'.repeat(60), 'y'.repeat(60)], short: {} })).toEqual([
      '{',
      '  "list": [',
      `    "${'x'.repeat(60)}",`,
      `    "${'y'.repeat(60)}"`,
      '  ],',
      '  "short": {}',
      '}',
    ])
  })
})

describe('a diff', () => {
  const flag = (on: number) => ({
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    targeting: {
      if: [
        { '==': [{ var: 'plan' }, 'pro'] },
        {
          fractional: [
            ['on', on],
            ['off', 100 - on],
          ],
        },
        'off',
      ],
    },
  })

  it('shows only what differs', () => {
    expect(diffLines(flag(10), flag(10))).toEqual([])
    const lines = diffLines(flag(10), flag(25))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^- .*\["on", 10\], \["off", 90\]/)
    expect(lines[1]).toMatch(/^\+ .*\["on", 25\], \["off", 75\]/)
  })

  it('shows all of what came or went', () => {
    expect(diffLines(undefined, { a: 1 })).toEqual(['+ { "a": 1 }'])
    expect(diffLines({ a: 1 }, undefined)).toEqual(['- { "a": 1 }'])
  })

  it('finds an entry put in between', () => {
    const list = (names: string[]) => ({ users: names.map((name) => `${name}@example.com-${'x'.repeat(40)}`) })
    const lines = diffLines(list(['a', 'b', 'd']), list(['a', 'b', 'c', 'd']))
    expect(lines).toEqual([expect.stringMatching(/^\+ {5}"c@example/)])
  })

  it('of two that have nothing in common stays bounded', () => {
    const many = (prefix: string) => ({
      list: Array.from({ length: 3_000 }, (_, i) => `${prefix}${i}`.padEnd(50, '.')),
    })
    const lines = diffLines(many('a'), many('b'))
    expect(lines).toHaveLength(401)
    expect(lines.at(-1)).toBe('… and 5600 more lines')
  })
})
