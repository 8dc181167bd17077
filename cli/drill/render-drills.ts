// The outcome of drills for people: a table, what failed and why, what is worth mending, and what to do next.

import type { DrillRecord } from '../../protocol/admin-drill.ts'
import { plural, renderDuration } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { renderOff } from './judge-answer.ts'
import type { DrillTarget } from './targets.ts'

export const noOffValue =
  'no off value is declared: with the flag killed, callers fall back to their own default; declare fuseboard.offVariant'

export const lacksOffValue = ({ off }: DrillTarget): boolean => off.value === undefined

export function renderDrills(targets: readonly DrillTarget[], records: readonly DrillRecord[], style: Style): string {
  const rows = records.map((record, i) => [
    record.key,
    record.passed ? 'passed' : 'FAILED',
    offCell(targets[i]!),
    endpointCell(record, targets[i]!),
  ])
  const failed = records.filter(({ passed }) => !passed)
  const withoutOff = targets.filter(lacksOffValue)
  const withoutEndpoint = targets.filter(({ endpoint }) => endpoint === undefined)
  return [
    renderTable(['FLAG', 'DRILL', 'OFF VALUE', 'ENDPOINT'], rows, style),
    '',
    ...failed.map((record) => `${style.red('Failed')}   ${printable(record.key)}: ${printable(errorOf(record))}`),
    ...withoutOff.map(({ key }) => `${style.yellow('Warning')}  ${printable(key)}: ${noOffValue}`),
    `${plural(records.length, 'flag')} drilled: ${records.length - failed.length} passed, ${failed.length} failed.`,
    ...(withoutEndpoint.length === 0
      ? []
      : [
          `${plural(withoutEndpoint.length, 'flag')} without fuseboard.drill: only the answer was checked, no application.`,
        ]),
    nextStep(failed),
  ].join('\n')
}

/** What a drill would do. */
export function renderPlan(targets: readonly DrillTarget[], style: Style): string {
  const rows = targets.map((target) => [target.key, offCell(target), endpointToCall(target)])
  return [
    renderTable(['FLAG', 'OFF VALUE', 'WOULD CALL'], rows, style),
    '',
    `${plural(targets.length, 'flag')} would be drilled. Nothing was asked, called or recorded.`,
  ].join('\n')
}

const offCell = ({ off }: DrillTarget): string => (off.value === undefined ? 'none' : renderOff(off.value, off.variant))

const endpointToCall = ({ endpoint }: DrillTarget): string =>
  endpoint === undefined ? '–' : `${endpoint.method ?? 'GET'} ${endpoint.url}`

function endpointCell({ endpoint }: DrillRecord, target: DrillTarget): string {
  if (endpoint === undefined) return target.endpoint === undefined ? '–' : 'not called'
  if (endpoint.status === undefined) return 'no answer'
  return `${endpoint.status} in ${renderDuration(endpoint.tookMs ?? 0)}`
}

const errorOf = ({ evaluator, endpoint }: DrillRecord): string =>
  evaluator.error ?? `${endpoint?.url}: ${endpoint?.error}`

function nextStep(failed: readonly DrillRecord[]): string {
  if (failed.length === 0) return 'Next: fuseboard kill FLAG does for everybody what this did for single requests.'
  const names = failed.slice(0, 3).map(({ key }) => printable(key))
  const flags = failed.length > names.length ? `${names.join(' ')} …` : names.join(' ')
  return `Next: mend what failed before a kill has to be relied on, then: fuseboard drill ${flags}`
}
