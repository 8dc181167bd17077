// What a kill did, for people: the relays and the receipts as they come in, and the whole at the end.

import {
  type KillAnswer,
  killLeaseMs,
  type ReceiptsAnswer,
  type RelayAcknowledgement,
} from '../../protocol/admin-kill.ts'
import { plural, renderDuration } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { describeTarget, targetArguments } from './target.ts'
import type { Watched } from './watch-receipts.ts'

export function renderRelays(relays: readonly RelayAcknowledgement[], style: Style): string {
  if (relays.length === 0) return 'no relay answered yet: evaluators learn of it from their next pull'
  return relays
    .map((relay) =>
      'ackMs' in relay
        ? `${printable(relay.region)} ${renderDuration(relay.ackMs)}`
        : style.yellow(`${printable(relay.region)} failed (${printable(relay.error)})`),
    )
    .join(', ')
}

export function renderCommitted(kill: KillAnswer, style: Style): string {
  const by = `${describeTarget(kill.target)}: committed as seq ${kill.seq}, enforced by ${printable(kill.enforcedBy)}`
  if (kill.already) {
    const who = `by ${printable(kill.by)} at ${printable(kill.at)} (${printable(kill.reason)})`
    return `${describeTarget(kill.target)}: killed already ${who}; nothing changed`
  }
  return `${style.bold(by)}\n  relays: ${renderRelays(kill.relays, style)}`
}

export function renderKilled({ already, target, id, seq }: KillAnswer, style: Style): string {
  const verb = already ? 'Killed already' : 'Killed'
  return `${style.bold(`${verb}: ${describeTarget(target)}`)} (kill ${printable(id)}, seq ${seq})`
}

/** A typo must not look like success. */
export function renderWarning({ warning, nearest }: KillAnswer, style: Style): string | null {
  if (!warning) return null
  const meant = (nearest ?? []).map(printable)
  const lines = [`WARNING: ${printable(warning)}`, ...(meant.length > 0 ? [`Nearest: ${meant.join(', ')}`] : [])]
  return style.yellow(style.bold(lines.join('\n')))
}

export function renderConfirmation({ colo, isolates, firstMs }: ReceiptsAnswer['confirmed'][number]): string {
  return `  ${renderDuration(firstMs).padStart(6)}  ${printable(colo)} confirmed (${plural(isolates, 'isolate')})`
}

export function renderEnforcement({ receipts, leasePassed, failure }: Watched): string[] {
  const bound = leasePassed
    ? `The lease bound (${renderDuration(receipts?.leaseMs ?? killLeaseMs)}) has passed: every evaluator that hears the feed enforces it.`
    : 'Watching stopped before the lease bound had passed. The kill stands.'
  if (receipts === null) {
    return [bound, ...(failure === null ? [] : [`The receipts could not be read: ${printable(failure.message)}`])]
  }
  const { confirmed, unconfirmed, p50Ms, p99Ms, worstMs } = receipts
  const figures = [
    ['p50', p50Ms],
    ['p99', p99Ms],
    ['worst', worstMs],
  ].flatMap(([name, ms]) => (typeof ms === 'number' ? [`${name} ${renderDuration(ms)}`] : []))
  const known = confirmed.length + unconfirmed.length
  const count =
    known === 0
      ? 'No location has traffic now: the next request anywhere asks the feed first.'
      : `Confirmed by ${confirmed.length} of ${plural(known, 'known location')}${figures.length > 0 ? `: ${figures.join(', ')}` : ''}.`
  const silent =
    unconfirmed.length === 0
      ? []
      : [
          `Not confirmed: ${unconfirmed.map(printable).join(', ')}. No traffic there since, or cut off from the feed.`,
          ...(leasePassed
            ? ['Cut off, strict flags are off there by now; others follow as soon as KV shows the kill.']
            : []),
        ]
  return [bound, count, ...silent]
}

/** Whoever may not read the kills lifts them by id: names cannot be looked up. */
export function renderNextSteps(kills: readonly KillAnswer[], mayRead: boolean): string[] {
  const mistaken = kills.filter(({ warning }) => warning)
  const [first] = kills
  if (first === undefined) return []
  const corrections = mistaken.flatMap(({ id, nearest }) => [
    ...(nearest ?? []).slice(0, 1).map((key) => `  fuseboard kill ${targetArguments({ flag: key })} --reason TEXT`),
    `  fuseboard unkill ${printable(id)}`,
  ])
  if (corrections.length > 0) return ['If it was a typo, kill what was meant and lift this one:', ...corrections]
  return [
    'Next: fuseboard kills shows what is in force. Within ten minutes the kill scope is enough to undo it:',
    ...kills.map(({ id, target }) => `  fuseboard unkill ${mayRead ? targetArguments(target) : printable(id)}`),
  ]
}
