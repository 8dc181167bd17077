// The drill's shop: three systems, one of which the others need; a flag that gates a new client of payments; and what is wrong
// with the version that brings it. Log-in and e-mail wait for payments, so they break some time after it.

import { type Traffic, usualRate } from './traffic.ts'

export const flag = 'new-payment-client'
export const systems = ['payments', 'login', 'email'] as const

export const systemRecords = {
  payments: {
    name: 'Payments',
    owner: 'team-payments',
    paths: ['services/payments/**'],
    dependsOn: [],
    critical: true,
  },
  login: {
    name: 'Log-in',
    owner: 'team-accounts',
    paths: ['services/login/**'],
    dependsOn: ['payments'],
    critical: true,
  },
  email: { name: 'E-mail', owner: 'team-mail', paths: ['services/email/**'], dependsOn: ['login'], critical: false },
}

const gated = (defaultVariant: 'on' | 'off') => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant,
  fuseboard: { kind: 'release', owner: 'team-payments', system: 'payments', offVariant: 'off' },
})

export const documentWith = (defaultVariant: 'on' | 'off') => ({
  flags: { [flag]: gated(defaultVariant) },
  $evaluators: { internal: { '==': [{ var: 'internal' }, true] } },
})

/** Points that users of a system fail more, and after how long. */
const breaks: Readonly<Record<string, { readonly points: number; readonly afterMs: number }>> = {
  payments: { points: 0.15, afterMs: 0 },
  login: { points: 0.1, afterMs: 15_000 },
  email: { points: 0.1, afterMs: 30_000 },
}

export interface Shop {
  /** Runs where somebody was served the new client. */
  version: '2.13.0' | '2.14.0' | '2.14.1'
  traffic: Traffic | null
  failureRate(system: string, variant: string): number
}

/** @param isRolledBack whether the shop was told to go back */
export function openShop(isRolledBack: () => boolean): Shop {
  let brokenAt: number | null = null
  return {
    version: '2.13.0',
    traffic: null,
    failureRate(system, variant) {
      if (this.version !== '2.14.0' || variant !== 'on' || isRolledBack()) return usualRate
      brokenAt ??= Date.now()
      const { points = 0, afterMs = 0 } = breaks[system] ?? {}
      return Date.now() - brokenAt < afterMs ? usualRate : usualRate + points
    },
  }
}
