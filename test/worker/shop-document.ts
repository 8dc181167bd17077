// One flag of every kind that the doors have to answer for.

import type { FlagDefinition } from '../../domain/flag/flag-document.ts'

const onOff = { on: true, off: false }
const simplyOn: FlagDefinition = { state: 'ENABLED', variants: onOff, defaultVariant: 'on' }

const flags = {
  banner: { state: 'ENABLED', variants: onOff, defaultVariant: 'on', fuseboard: { clientSide: true } },
  checkout: {
    state: 'ENABLED',
    variants: onOff,
    defaultVariant: 'off',
    targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on', null] },
    metadata: { ticket: 'PAY-1' },
    fuseboard: { system: 'payments', owner: 'payments', description: 'internal', clientSide: true },
  },
  half: {
    state: 'ENABLED',
    variants: onOff,
    defaultVariant: 'off',
    targeting: {
      fractional: [
        ['on', 50],
        ['off', 50],
      ],
    },
  },
  provider: {
    state: 'ENABLED',
    variants: { primary: 'stripe', standby: 'adyen' },
    defaultVariant: 'primary',
    fuseboard: { system: 'payments', offVariant: 'standby' },
  },
  perMinute: { state: 'ENABLED', variants: { normal: 30, tight: 5 }, defaultVariant: 'normal' },
  limits: { state: 'ENABLED', variants: { normal: { perMinute: 30, paths: ['/a'] } }, defaultVariant: 'normal' },
  undecided: { state: 'ENABLED', variants: { blue: 'blue', red: 'red' } },
  dormant: { state: 'DISABLED', variants: onOff, defaultVariant: 'on', metadata: { ticket: 'ID-9' } },
  failing: { state: 'ENABLED', variants: onOff, defaultVariant: 'on', targeting: { cat: ['no', 'variant'] } },
  broken: { state: 'ENABLED', variants: onOff, defaultVariant: 'on', targeting: { no_such_operator: [1] } },
  vital: { state: 'ENABLED', variants: onOff, defaultVariant: 'on', fuseboard: { strict: true } },
  'größe/50% 😀': simplyOn,
  constructor: simplyOn,
  abroad: {
    state: 'ENABLED',
    variants: onOff,
    defaultVariant: 'off',
    targeting: { if: [{ '==': [{ var: '$edge.country' }, 'NZ'] }, 'on'] },
    fuseboard: { clientSide: true },
  },
} satisfies Readonly<Record<string, FlagDefinition>>

export const shop = { metadata: { flagSetId: 'shop' }, flags }

/** The shop with some flags replaced or added. */
export function shopWith(more: Readonly<Record<string, object>>) {
  return { ...shop, flags: { ...flags, ...more } as Record<string, FlagDefinition> }
}
