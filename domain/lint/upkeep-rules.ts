// Rules about what keeps a flag from being forgotten: who it belongs to, what it is for, when it goes, and whether anything
// tests it.

import type { FlagRule } from './finding.ts'

/** Kinds that are meant to go again. */
const passing = ['release', 'experiment']

export const ownerMissing: FlagRule = ({ key, path, settings }) =>
  settings.owner !== undefined
    ? []
    : [
        {
          rule: 'owner-missing',
          severity: 'warning',
          path,
          message: `Nobody owns "${key}".`,
          remedy: 'Name the team in fuseboard.owner.',
        },
      ]

export const descriptionMissing: FlagRule = ({ key, path, settings }) =>
  settings.description !== undefined
    ? []
    : [
        {
          rule: 'description-missing',
          severity: 'warning',
          path,
          message: `Nothing says what "${key}" switches.`,
          remedy: 'Say in fuseboard.description what is off when it is off.',
        },
      ]

export const expiryMissing: FlagRule = ({ key, path, settings }) => {
  const { kind, expiresAt } = settings
  if (kind === undefined || !passing.includes(kind) || expiresAt !== undefined) return []
  return [
    {
      rule: 'expiry-missing',
      severity: 'warning',
      path,
      message: `"${key}" is ${kind === 'experiment' ? 'an experiment' : 'a release flag'} without a date to go.`,
      remedy: 'Set fuseboard.expiresAt, such as "2027-01-31".',
    },
  ]
}

export const expired: FlagRule = ({ key, path, settings }, { now }) => {
  const { expiresAt } = settings
  if (expiresAt === undefined || Date.parse(expiresAt) >= now) return []
  return [
    {
      rule: 'expired',
      severity: 'warning',
      path: `${path}/fuseboard/expiresAt`,
      message: `"${key}" was meant to go by ${expiresAt}.`,
      remedy: 'Remove it from the code and from here, or set a later date.',
    },
  ]
}

export const testMissing: FlagRule = ({ key, path }, { tested }) =>
  tested.has(key)
    ? []
    : [
        {
          rule: 'test-missing',
          severity: 'warning',
          path,
          message: `No test names "${key}".`,
          remedy: 'Add a case to a *.test.yaml file beside the flags.',
        },
      ]

export const fullyOn: FlagRule = ({ key, path, flag, settings, answers }) => {
  const { variants } = answers
  if (settings.kind !== 'release' || variants === undefined || variants.size !== 1) return []
  const [only = null] = variants
  const off = settings.offVariant
  const isOff = only === null || only === off || (off === undefined && flag.variants[only] === false)
  if (isOff) return []
  return [
    {
      rule: 'fully-on',
      severity: 'warning',
      path,
      message: `"${key}" is a release flag that answers "${only}" to everybody.`,
      remedy: 'Remove the flag and the old way from the code, then from here.',
    },
  ]
}
