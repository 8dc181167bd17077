// What the OpenFeature clients are asked about: one flag for each thing that a client can be told.

const onOff = { on: true, off: false }

export const sdkDocument = {
  metadata: { flagSetId: 'shop', version: 3 },
  flags: {
    banner: { state: 'ENABLED', variants: onOff, defaultVariant: 'on' },
    checkout: {
      state: 'ENABLED',
      variants: onOff,
      defaultVariant: 'off',
      targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on', null] },
      metadata: { ticket: 'PAY-1', priority: 2, reviewed: true },
      fuseboard: { system: 'payments' },
    },
    provider: { state: 'ENABLED', variants: { primary: 'stripe', standby: 'adyen' }, defaultVariant: 'primary' },
    perMinute: { state: 'ENABLED', variants: { normal: 30.5 }, defaultVariant: 'normal' },
    limits: {
      state: 'ENABLED',
      variants: { normal: { perMinute: 30, paths: ['/a', null] } },
      defaultVariant: 'normal',
    },
    undecided: { state: 'ENABLED', variants: { blue: 'blue', red: 'red' } },
    dormant: { state: 'DISABLED', variants: onOff, defaultVariant: 'on' },
    failing: { state: 'ENABLED', variants: onOff, defaultVariant: 'on', targeting: { cat: ['no', 'variant'] } },
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
    doomed: {
      state: 'ENABLED',
      variants: { now: 'now', never: 'never' },
      defaultVariant: 'now',
      fuseboard: { offVariant: 'never' },
    },
    'größe/50% 😀': { state: 'ENABLED', variants: onOff, defaultVariant: 'on' },
  },
} as const
