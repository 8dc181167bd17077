// One incident, for people: where it stands, what was done, what is missing and how to provide it, what happened last.

import type { Incident } from '../api/incidents.ts'
import type { Notification } from '../api/notifications.ts'
import { renderNotificationLines } from '../notifications/render-notifications.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { wrap } from '../output/wrap.ts'
import { renderFacts } from './render-facts.ts'
import { renderItems } from './render-items.ts'
import { renderMissing } from './render-missing.ts'
import { renderPhases } from './render-phases.ts'
import { renderTimeline } from './render-timeline.ts'
import { renderVerification } from './render-verification.ts'

const shownEntries = 6

/** How it is shown: the clock, the width and the colours of the screen. */
export interface View {
  readonly now: number
  readonly columns: number
  readonly style: Style
}

/** `sent` is what was, is or will be sent of it; null where that cannot be read. */
export function renderIncident(incident: Incident, sent: readonly Notification[] | null, view: View): string {
  const { columns, style } = view
  const blocks = [
    renderTitle(incident, view),
    renderPhases(incident, columns, style),
    renderFacts(incident, view),
    renderVerification(incident, view),
    renderChecklist(incident, view),
    renderMissing(incident, view),
    renderAdvice(incident, view),
    sent === null ? [style.yellow('What was sent of it cannot be read now.')] : renderTroubles(sent, view),
    renderNewest(incident, view),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

export function renderTitle(
  { id, title, severity, source, openedAt, openedBy, closedAt }: Incident,
  view: View,
): string[] {
  const { now, columns, style } = view
  const by = source === 'person' ? printable(openedBy) : `${printable(openedBy)} (${printable(source)})`
  const over = closedAt === undefined ? '' : `, closed ${renderAge(closedAt, now)}`
  const lead = `${printable(id)}  ${paintSeverity(severity, style)}  `
  const [first = '', ...rest] = wrap(printable(title), columns, '          ', '')
  return [
    `${lead}${style.bold(first)}`,
    ...rest.map((line) => style.bold(line)),
    `opened ${renderAge(openedAt, now)} by ${by}${over}`,
  ]
}

export function paintSeverity(severity: number, style: Style): string {
  const text = `SEV${severity}`
  return severity === 1 ? style.red(style.bold(text)) : severity === 2 ? style.red(text) : style.yellow(text)
}

function renderChecklist({ checklist, phase }: Incident, { columns, style }: View): string[] {
  if (checklist.length === 0 || phase === 'closed') return []
  return [style.bold('To do'), ...renderItems(checklist, { style, columns })]
}

function renderAdvice({ advice, phase }: Incident, { columns, style }: View): string[] {
  if (advice === undefined || phase === 'closed') return []
  const choices: Readonly<Record<string, string>> = {
    rollback: 'roll back',
    hotfix: 'write a hotfix',
    either: 'both would do',
  }
  const choice = Object.hasOwn(choices, advice.choice) ? choices[advice.choice]! : printable(advice.choice)
  return [
    `${style.bold('Rollback or hotfix?')} ${choice}, because`,
    ...advice.because.flatMap((reason) => wrap(printable(reason), columns, '    ', '  - ')),
  ]
}

/** What did not reach anybody, and what waits for somebody. */
function renderTroubles(sent: readonly Notification[], view: View): string[] {
  const failed = sent.filter(({ status }) => status === 'dead' || status === 'unknown')
  const waiting = sent.filter(({ status }) => status === 'awaiting-approval')
  const { style } = view
  return [
    ...(failed.length === 0
      ? []
      : [
          style.red('Notifications that failed'),
          ...renderNotificationLines(failed, view),
          '  Again: fuseboard notifications retry KEY',
        ]),
    ...(waiting.length === 0
      ? []
      : [
          style.yellow('Notifications that wait for an approval'),
          ...renderNotificationLines(waiting, view),
          '  Let them out: fuseboard notifications approve KEY',
        ]),
  ]
}

function renderNewest({ id, timeline }: Incident, { now, columns, style }: View): string[] {
  const newest = timeline.slice(-shownEntries)
  const last = newest.at(-1)
  if (last === undefined) return []
  const older = timeline.length > newest.length ? `; all of them: fuseboard incident timeline ${printable(id)}` : ''
  return [
    `${style.bold('What happened')}, last ${renderAge(last.at, now)}${older}`,
    ...renderTimeline(newest, columns, style),
  ]
}
