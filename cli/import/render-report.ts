// The account of an import for people: what is exact, approximate and dropped, what it means, and what to do next. Findings
// that say the same are one row: an export repeats itself flag by flag.

import type { Fidelity, Finding } from '../../domain/import/report.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

const headings: readonly (readonly [Fidelity, string])[] = [
  ['exact', 'answers as it did'],
  ['approximate', 'means nearly the same'],
  ['dropped', 'is not in the document'],
]

/** Places of one row that are shown; all of them are in the --json form. */
const maxPlaces = 5

export function renderReport(report: readonly Finding[], flagCount: number, style: Style): string {
  const sections = headings.flatMap(([fidelity, meaning]) => {
    const findings = report.filter((finding) => finding.fidelity === fidelity)
    return findings.length === 0
      ? []
      : ['', style.bold(`${fidelity}: ${findings.length} (${meaning})`), ...rows(findings)]
  })
  return [`${plural(flagCount, 'flag')} in the document.`, ...sections, '', whatNext(report)].join('\n')
}

function rows(findings: readonly Finding[]): string[] {
  const bySentence = new Map<string, Finding[]>()
  for (const finding of findings) {
    const same = bySentence.get(finding.what)
    if (same === undefined) bySentence.set(finding.what, [finding])
    else same.push(finding)
  }
  return [...bySentence].flatMap(([what, same]) => {
    const places = same.slice(0, maxPlaces).map(placeOf)
    const rest = same.length - places.length
    return [`  ${printable(what)}`, `    ${places.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]
  })
}

const placeOf = ({ flag, source, fidelity }: Finding): string =>
  fidelity === 'exact' && flag !== null ? printable(flag) : printable(source === '' ? 'the whole export' : source)

function whatNext(report: readonly Finding[]): string {
  const counts = headings.map(
    ([fidelity]) => `${report.filter((finding) => finding.fidelity === fidelity).length} ${fidelity}`,
  )
  const isExact = report.every(({ fidelity }) => fidelity === 'exact')
  const next = isExact
    ? 'Nothing was lost.'
    : 'Go through what is approximate and dropped before the document is published; a rule that could not be said shows the feature to fewer people, never to more.'
  return `${counts.join(', ')}. ${next}`
}
