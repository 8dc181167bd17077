// What opening an incident has done: what is cut off and since when, who is paged and whether it went out, where its page is.

import type { ContainedIncident } from '../api/incidents.ts'
import { isUnderWay, type Notification } from '../api/notifications.ts'
import { renderEnforcement } from '../kills/render-kill.ts'
import { renderNotificationLines } from '../notifications/render-notifications.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import { wrap } from '../output/wrap.ts'
import { nextCommand } from './next-command.ts'
import { renderTitle, type View } from './render-incident.ts'
import { renderMoment } from './render-timeline.ts'
import type { Cut } from './watch-cut.ts'

export interface Opened {
  readonly incident: ContainedIncident
  readonly cut: Cut
  /** Null where they cannot be read. */
  readonly pages: readonly Notification[] | null
  /** The whole address. */
  readonly page: string
}

export function renderOpened(opened: Opened, view: View): string {
  const { incident, page } = opened
  const [title = ''] = renderTitle(incident, view)
  return [
    `Opened: ${title}`,
    '',
    ...renderCut(opened, view),
    '',
    ...renderPages(opened, view),
    '',
    'Its page, for whoever has this address:',
    `  ${printable(page)}`,
    '',
    `Next: ${nextCommand(incident)}`,
  ].join('\n')
}

export function renderCut({ incident, cut }: Pick<Opened, 'incident' | 'cut'>, { columns, style }: View): string[] {
  const { id, killed, killedBefore, excepted, killedSystems, warning } = incident
  const others = [
    ...(killedBefore.length > 0 ? [`Off already: ${printable(killedBefore.join(', '))}`] : []),
    ...(excepted.length > 0 ? [`Left on, as asked for: ${printable(excepted.join(', '))}`] : []),
  ].flatMap((line) => wrap(line, columns, '  '))
  if (killed.length + killedSystems.length === 0) {
    const why = warning === undefined ? [] : wrap(printable(warning), columns, '  ')
    const next = `  To stop the damage: fuseboard incident contain ${printable(id)} --reason TEXT`
    return [style.yellow('Nothing was cut off now.'), ...why, ...others, ...(killedBefore.length > 0 ? [] : [next])]
  }
  const cutOff = [
    ...(killed.length > 0 ? [`${plural(killed.length, 'flag')}: ${printable(killed.join(', '))}`] : []),
    ...(killedSystems.length > 0 ? [`whole systems: ${printable(killedSystems.join(', '))}`] : []),
  ]
  const { watched, enforcedAt } = cut
  return [
    ...wrap(cutOff.join('; '), columns, '  ', style.bold('Cut off: ')),
    enforcedAt === null
      ? '  Not known yet since when it is enforced.'
      : `  Enforced everywhere since ${renderMoment(enforcedAt)}.`,
    // The bound itself is said already.
    ...(watched === null ? [] : renderEnforcement(watched).slice(watched.leasePassed ? 1 : 0)).flatMap((line) =>
      wrap(line, columns, '  '),
    ),
    ...others,
  ]
}

/** Whether somebody has to come, and nobody was reached. */
export const nobodyReached = ({ incident, pages }: Pick<Opened, 'incident' | 'pages'>): boolean =>
  incident.severity <= 2 && incident.commander === undefined && !(pages ?? []).some(({ status }) => status === 'sent')

function renderPages({ incident, pages }: Opened, view: View): string[] {
  const { style, columns } = view
  const { id, severity, commander, timeline } = incident
  if (pages === null) {
    return [
      style.yellow('Whether a page went out cannot be read now.'),
      `  fuseboard notifications --incident ${printable(id)}`,
    ]
  }
  if (pages.length === 0) {
    if (commander !== undefined) return [`Nobody is paged: ${printable(commander)} commands.`]
    if (severity > 2) return [`Nobody is paged: SEV${severity} can wait for the day.`]
    return [
      style.red('NOBODY IS PAGED: no channel pages, or nobody is on call. Call somebody yourself.'),
      '  fuseboard channels set ID --paging-rank 1, fuseboard responders set ID --rank 1',
    ]
  }
  const told = timeline
    .filter(({ kind }) => kind === 'page')
    .flatMap(({ text }) => wrap(printable(text), columns, '  '))
  return [pagesHeading(pages, view), ...told, ...renderNotificationLines(pages, view)]
}

function pagesHeading(pages: readonly Notification[], { style }: View): string {
  if (pages.some(({ status }) => status === 'sent')) return style.green('Paged: it went out.')
  if (pages.some(isUnderWay)) return style.yellow('Paged: it has not gone out yet. It is tried again without you.')
  return style.red('PAGED, BUT NOTHING WENT OUT. Call somebody yourself.')
}
