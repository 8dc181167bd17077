// The words in which a plan is told, on a terminal and in a comment alike.

import type { ExposureEffect, PlanAnswer, PlannedFlag } from '../../protocol/admin-plan.ts'
import { plural } from '../output/moment.ts'
import type { Plan } from './make-plan.ts'

export const symbols = { raises: '▲', lowers: '▼', keeps: '=', unknown: '?' } as const

const meanings = {
  raises: 'raises exposure',
  lowers: 'lowers exposure',
  keeps: 'keeps exposure',
  unknown: 'may raise exposure',
} as const

const both = 'raises it for some and lowers it for others'

export const directionWords = ({ direction, lowers, raises }: ExposureEffect): string =>
  direction === 'raises' && lowers && raises ? both : meanings[direction]

/** Of evenly spread sample users, so about: it says nothing about which real users there are. */
export function shareWords({ shareBefore, shareAfter }: ExposureEffect): string {
  const [before, after] = [percent(shareBefore), percent(shareAfter)]
  return before === after
    ? `on for about ${before} % of evenly spread users, as before`
    : `about ${before} % → ${after} % of evenly spread users`
}

function percent(share: number): string {
  const points = share * 100
  if (points > 0 && points < 1) return '<1'
  return points > 99 && points < 100 ? '>99' : String(Math.round(points))
}

export function summaryWords({ answer, metadata }: Plan): string {
  const { changes, segments, unlisted, flags, number } = answer
  const of = (kind: PlannedFlag['change']): number => changes.filter(({ change }) => change === kind).length
  const parts = [
    ...(['added', 'changed', 'removed'] as const).flatMap((kind) => (of(kind) > 0 ? [`${of(kind)} ${kind}`] : [])),
    ...(unlisted > 0 ? [`${unlisted} more`] : []),
  ]
  const all = [
    plural(changes.length + unlisted, 'flag') + (parts.length > 0 ? ` (${parts.join(', ')})` : ''),
    ...(segments.length > 0 ? [plural(segments.length, 'segment')] : []),
    ...(metadata ? ['the metadata of the document'] : []),
  ]
  return `Plan against revision ${number}: ${all.join(', ')}; ${plural(flags, 'flag')} after it.`
}

/** What the write will ask for. */
export function needWords({ needs }: PlanAnswer): string[] {
  return [
    ...(needs.reason ? ['It raises exposure: a reason has to be given.'] : []),
    ...(needs.approval.length > 0
      ? [`A second person has to approve it, because of ${listWords(needs.approval)}.`]
      : []),
  ]
}

const maxNamed = 20

const listWords = (keys: readonly string[]): string =>
  keys.slice(0, maxNamed).join(', ') + (keys.length > maxNamed ? ` and ${keys.length - maxNamed} more` : '')
