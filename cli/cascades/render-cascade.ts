// A cascade, for people: why each system counted as broken, and what became of every change that was suspected. A newer
// server may tell more or less of either: what is not there is left out.

import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import type { Cascade } from '../api/cascades.ts'
import type { View } from '../incidents/render-incident.ts'
import { renderMoment } from '../incidents/render-timeline.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { wrap } from '../output/wrap.ts'

export function renderCascadeTable(cascades: readonly Cascade[], now: number, style: Style): string {
  const rows = cascades.map(({ id, at, incident, systems, reverted }) => [
    id,
    renderAge(at, now),
    systems.join(', '),
    `${reverted.filter(({ done }) => done !== false).length} of ${reverted.length}`,
    incident,
  ])
  return renderTable(['ID', 'WHEN', 'SYSTEMS', 'TAKEN BACK', 'INCIDENT'], rows, style)
}

export function renderCascade({ id, at, incident, systems, evidence, reverted }: Cascade, view: View): string {
  const { now, style } = view
  return [
    `${style.bold(`Cascade ${printable(id)}`)}  ${printable(systems.join(', '))}`,
    `${renderMoment(at)}, ${renderAge(at, now)}; incident ${printable(incident)}`,
    ...evidence.flatMap((one) => ['', ...renderEvidence(one, style)]),
    '',
    ...renderReverted(reverted, view),
    '',
    `Next: fuseboard incident status ${printable(incident)}`,
  ].join('\n')
}

/** The hour before against the five minutes after, and what that proves. */
function renderEvidence(evidence: JsonObject, style: Style): string[] {
  const baseline = memberOf(evidence, 'baseline')
  const recent = memberOf(evidence, 'recent')
  const rows = [
    ['hour before', countText(baseline.units), countText(baseline.failing), rateText(baseline.rate), ''],
    [
      'five minutes',
      countText(recent.units),
      countText(recent.failing),
      rateText(recent.rate),
      rateText(baseline.limit),
    ],
  ]
  const proof =
    typeof evidence.evidence === 'number' ? `evidence ${evidenceText(evidence.evidence)}, 100 is enough` : ''
  const since = typeof evidence.since === 'string' ? `after the change at ${renderMoment(evidence.since)}` : ''
  return [
    `${style.bold(textOf(evidence.system))}  ${[proof, since].filter(Boolean).join('; ')}`.trimEnd(),
    renderTable(['', 'UNITS', 'FAILING', 'RATE', 'LIMIT'], rows, style),
  ]
}

function renderReverted(reverted: readonly JsonObject[], { columns, style }: View): string[] {
  if (reverted.length === 0)
    return [style.yellow('No change of the hour before was suspected: nothing was taken back.')]
  return [
    style.bold('Suspected changes'),
    ...reverted.flatMap(({ kind, subject, text, by, done, how }) => {
      const mark = done === false ? style.red('not taken back') : style.green('taken back')
      const what = [textOf(kind), textOf(subject)].filter(Boolean).join(' ')
      const about = [textOf(text), by === undefined ? '' : `by ${textOf(by)}`].filter(Boolean).join(', ')
      return [
        `  ${what}: ${mark}`,
        ...(about === '' ? [] : wrap(about, columns, '    ')),
        ...(how === undefined ? [] : wrap(textOf(how), columns, '    ')),
      ]
    }),
  ]
}

function memberOf(facts: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(facts, name) ? facts[name] : undefined
  return value !== undefined && isJsonObject(value) ? value : {}
}

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? printable(value) : value === undefined ? '' : printable(JSON.stringify(value))

const countText = (value: Json | undefined): string => (typeof value === 'number' ? String(value) : '?')

const rateText = (value: Json | undefined): string =>
  typeof value === 'number' ? `${(value * 100).toPrecision(3)} %` : value === null ? 'nobody' : '?'

const evidenceText = (value: number): string => (value < 1_000_000 ? value.toFixed(0) : value.toExponential(1))
