// The flags that every subject gets: the same four kinds, once each and as a hundred mixed ones.

export const country = 'DE'

const variants = { on: true, off: false }
const boolean = { state: 'ENABLED', variants, defaultVariant: 'off' }
const quarter = {
  fractional: [
    ['on', 25],
    ['off', 75],
  ],
}
const fromCountry = { '==': [{ var: 'country' }, country] }

/** By the name of the case. */
export const kinds = {
  plain: { ...boolean, defaultVariant: 'on' },
  rule: { ...boolean, targeting: { if: [fromCountry, 'on', 'off'] } },
  rollout: { ...boolean, targeting: quarter },
  'rule and rollout': { ...boolean, targeting: { if: [fromCountry, quarter, 'off'] } },
} as const

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as Kind[]

/** The kind of the i-th of many mixed flags. */
export const kindOf = (index: number): Kind => kindNames[index % kindNames.length]!

export const mixedKey = (index: number): string => `shop.feature-number-${index}`

/** A flagd document of `count` mixed flags, with the settings a real one has. */
export function mixedDocument(count: number) {
  const flags = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      mixedKey(i),
      { ...kinds[kindOf(i)], fuseboard: { kind: 'release', owner: `team-${i % 20}`, system: `system-${i % 10}` } },
    ]),
  )
  return { flags }
}

/** A power of two, so that taking users in turn costs next to nothing. */
export const userCount = 1_024

/** Users with keys of 36 bytes; a quarter of them from the country that the rules ask for. */
export const users = Array.from({ length: userCount }, (_, i) => ({
  targetingKey: `3f2504e0-4f89-41d3-9a0c-0305e82c${String(i).padStart(4, '0')}`,
  country: i % 4 === 0 ? country : 'FR',
  plan: 'gold',
}))
