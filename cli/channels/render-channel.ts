// Channels, for people. Of secrets only the names are known here.

import type { Channel } from '../api/channels.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

export function renderChannelTable(channels: readonly Channel[], style: Style): string {
  const rows = channels.map(({ id, type, audiences, pagingRank, hook, disabled }) => [
    id,
    type,
    audiences.join(', '),
    pagingRank === undefined ? '' : String(pagingRank),
    hook === undefined ? '' : hook.events.join(', '),
    disabled === undefined ? 'used' : `disabled: ${disabled}`,
  ])
  return renderTable(['ID', 'TYPE', 'AUDIENCES', 'PAGES', 'HOOK', 'STATE'], rows, style)
}

export function renderChannel(channel: Channel, now: number, style: Style): string {
  const { id, type, audiences, pagingRank, hook, settings, secrets, disabled, changedAt } = channel
  const systems = hook?.systems === undefined ? 'all systems' : hook.systems.join(', ')
  const rows: [string, string][] = [
    ['type', type],
    ['audiences', audiences.join(', ') || 'nobody'],
    ['pages', pagingRank === undefined ? 'no' : `yes, in place ${pagingRank}`],
    ['hook', hook === undefined ? 'no' : `${hook.events.join(', ')} of ${systems}`],
    ...Object.entries(settings).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    ['secrets', secrets.join(', ') || 'none'],
    ['changed', renderAge(changedAt, now)],
  ]
  const width = Math.max(...rows.map(([name]) => [...printable(name)].length))
  return [
    style.bold(printable(id)),
    ...(disabled === undefined ? [] : [`  ${style.red(`Nothing is sent through it: ${printable(disabled)}`)}`]),
    ...rows.map(([name, value]) => `  ${style.dim(printable(name).padEnd(width))}  ${printable(value)}`),
  ].join('\n')
}
