// The words of status pages for the phases of an incident. Customers hear of a phase only where this word changes.

import type { Phase } from '../incident/incident.ts'
import type { PublicStatus } from './message.ts'

const statuses: Readonly<Record<Phase, PublicStatus>> = {
  detect: 'investigating',
  contain: 'investigating',
  investigate: 'investigating',
  fix: 'identified',
  verify: 'monitoring',
  closed: 'resolved',
}

export const publicStatusOf = (phase: Phase): PublicStatus => statuses[phase]
