// What each severity promises.

import type { Severity } from './incident.ts'

export const responseTargets: Readonly<Record<Severity, string>> = {
  1: 'SEV1: containment within minutes, at any hour',
  2: 'SEV2: containment and a fix within hours',
  3: 'SEV3: a fix on the same day',
  4: 'SEV4: a fix in the next sprint',
}
