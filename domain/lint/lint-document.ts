// All lint rules over one document: pure, in a fixed order, so that two runs over the same files say the same.

import { pointer } from '../json.ts'
import { answersOf } from './answers.ts'
import type { DocumentRule, Finding, FlagRule, LintInput } from './finding.ts'
import { clientSideLeak, mixedKeyStyle } from './naming-rules.ts'
import {
  defaultNotOff,
  offUndeclared,
  sharesUneven,
  unreachableBranch,
  unusedSegment,
  variantNeverServed,
} from './targeting-rules.ts'
import { descriptionMissing, expired, expiryMissing, fullyOn, ownerMissing, testMissing } from './upkeep-rules.ts'

const flagRules: readonly FlagRule[] = [
  unreachableBranch,
  ownerMissing,
  descriptionMissing,
  expiryMissing,
  expired,
  fullyOn,
  variantNeverServed,
  defaultNotOff,
  offUndeclared,
  sharesUneven,
  clientSideLeak,
  testMissing,
]
const documentRules: readonly DocumentRule[] = [unusedSegment, mixedKeyStyle]

/**
 * @example
 * lintDocument({ document, tested: new Set(), now: Date.now() })
 * // [{ rule: 'owner-missing', severity: 'warning', path: '/flags/banner', message: 'Nobody owns "banner".', … }]
 */
export function lintDocument(input: LintInput): Finding[] {
  const findings: Finding[] = []
  for (const [key, flag] of Object.entries(input.document.flags)) {
    const linted = {
      key,
      path: pointer('/flags', key),
      flag,
      settings: flag.fuseboard ?? {},
      answers: answersOf(flag),
    }
    for (const rule of flagRules) findings.push(...rule(linted, input))
  }
  for (const rule of documentRules) findings.push(...rule(input))
  return findings
}
