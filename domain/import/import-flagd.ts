// A flagd document is a Fuseboard document already: it is checked, shorthand is written out, and nothing else changes.

import { parseFlagDocument } from '../flag/parse-flag-document.ts'
import { pointer } from '../json.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result } from '../result.ts'
import { chooseEnvironment } from './choose-environment.ts'
import type { Imported, ImportOptions } from './report.ts'

/** All that flagd can say is carried over; what its schema allows and this one does not is a problem with its place. */
export function importFlagd(input: unknown, options: ImportOptions = {}): Result<Imported, Problem[]> {
  const environment = chooseEnvironment([], options.environment, '')
  if (!environment.ok) return environment
  const parsed = parseFlagDocument(input)
  if (!parsed.ok) return parsed
  const report = Object.keys(parsed.value.flags).map((flag) => ({
    flag,
    source: pointer('/flags', flag),
    fidelity: 'exact' as const,
    what: 'Carried over: it answers as it did.',
  }))
  return ok({ document: parsed.value, report })
}
