// What is new in a rollout since it was last looked at, one line each: for logs, where nothing can be redrawn.

import type { Rollout } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import { eventText } from './render-rollout.ts'

export function describeChanges(rollout: Rollout, before: Rollout | null): string[] {
  const { status, stage, stages, verdict, criteria, events } = rollout
  const names = stages.map(({ name }) => name)
  const seen = new Set(before?.events.map(keyOf))
  // A server may tell the last events only: what is older than anything that was seen is no news.
  const newest =
    before?.events
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? ''
  const happened = [...events]
    .filter((event) => before !== null && event.at >= newest && !seen.has(keyOf(event)))
    .sort((left, right) => left.at.localeCompare(right.at))
    .map((event) => `${event.at}  ${eventText(event, names)} by ${event.by}: ${event.why}`)
  const lines = happened.map(printable)
  if (status !== 'running') return lines
  const moved = before === null || before.stage !== stage || before.verdict !== verdict
  if (!moved) return lines
  const reasons = criteria.filter((one) => one.verdict === verdict).map(({ id, why }) => `${id}: ${why}`)
  const place = `stage ${stage + 1} of ${names.length}, ${names[stage] ?? ''}: ${verdict}`
  return [...lines, printable([place, ...reasons].join('; '))]
}

const keyOf = ({ at, kind, why }: Rollout['events'][number]): string => `${at} ${kind} ${why}`
