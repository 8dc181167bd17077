import { describe, expect, it } from 'vitest'
import { createPathMatcher } from '../../protocol/system-paths.ts'

const matches = createPathMatcher()

describe('the paths of a system', () => {
  it.each([
    ['services/checkout/**', 'services/checkout/src/pay.ts'],
    ['services/checkout', 'services/checkout/src/pay.ts'],
    ['services/checkout/', 'services/checkout/pay.ts'],
    ['./services/checkout', 'services/checkout'],
    ['services/*/api/', 'services/cart/api/index.ts'],
    ['**/*.sql', 'db/0001.sql'],
    ['services/checkout/**', 'services/checkout/.env.example'],
    ['src/{pay,cart}/**', 'src/cart/a.ts'],
    ['wörter/**', 'wörter/ä.ts'],
    ['!important', '!important'],
  ])('%s covers %s', (glob, path) => {
    expect(matches(glob, path)).toBe(true)
  })

  it.each([
    ['services/checkout/**', 'services/checkout2/pay.ts'],
    ['services/checkout', 'services/checkout2/pay.ts'],
    ['services/*', 'services/cart/api/index.ts'],
    ['!services/**', 'services/a.ts'],
    ['Services/**', 'services/a.ts'],
    ['', 'a.ts'],
    ['/', 'a.ts'],
    ['[', 'a.ts'],
    ['**', 'a'.repeat(2_000)],
    ['a'.repeat(100_000), 'a'],
  ])('%s does not cover %s', (glob, path) => {
    expect(matches(glob, path)).toBe(false)
  })
})
