// How bad an alert is, by its labels. `fuseboard_severity` says so itself; otherwise the words that people commonly use for
// `severity` do. An alert never opens a SEV1 by a common word: that is for people, or for the label, to say.

import type { Severity } from './incident.ts'

const words: ReadonlyMap<string, Severity> = new Map([
  ['critical', 2],
  ['page', 2],
  ['emergency', 2],
  ['fatal', 2],
  ['error', 3],
  ['high', 3],
  ['major', 3],
  ['warning', 4],
  ['warn', 4],
  ['minor', 4],
  ['low', 4],
  ['info', 4],
  ['none', 4],
])

/** For what no label says anything about. */
const otherwise: Severity = 3

/** @example alertSeverity(new Map([['severity', 'critical']])) // 2 */
export function alertSeverity(labels: ReadonlyMap<string, string>): Severity {
  const said = labels.get('fuseboard_severity')?.trim() ?? ''
  if (/^[1-4]$/.test(said)) return Number(said) as Severity
  return words.get(labels.get('severity')?.trim().toLowerCase() ?? '') ?? otherwise
}
