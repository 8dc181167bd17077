// One flag by itself: its settings, its rule, what it served, and what is to be done about it.

import { isJsonObject, type Json } from '../../domain/json.ts'
import type { FlagRecord } from '../../protocol/admin-flag.ts'
import { renderAge } from '../output/moment.ts'
import { printable, printableLines } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { findBooleanShare } from './boolean-share.ts'
import { renderDrill } from './render-flag-table.ts'

const barLength = 20

export function renderFlag(flag: FlagRecord, now: number, style: Style): string {
  const definition = flag.definition as Json
  const { variants, targeting, defaultVariant } = isJsonObject(definition) ? definition : {}
  const rows = settingRows(flag, definition, now)
  const width = Math.max(...rows.map(([name]) => name.length))
  return [
    `${style.bold(printable(flag.key))}  ${flag.state === 'ENABLED' ? style.green('enabled') : 'disabled'}`,
    ...(flag.killedBy.length > 0
      ? [style.red(`KILLED: off for everybody, by ${flag.killedBy.map((id) => `kill ${printable(id)}`).join(', ')}`)]
      : []),
    ...rows.map(([name, value]) => `  ${style.dim(name.padEnd(width))}  ${printable(value)}`),
    '',
    style.bold('Variants'),
    ...Object.entries(isJsonObject(variants) ? variants : {}).map(
      ([name, value]) =>
        `  ${printable(`${name} = ${JSON.stringify(value)}${name === defaultVariant ? '  (default)' : ''}`)}`,
    ),
    '',
    style.bold('Targeting'),
    ...renderRule(targeting, '  '),
    '',
    style.bold('Served in the last seven days'),
    ...renderServed(flag.served),
  ].join('\n')
}

function settingRows(flag: FlagRecord, definition: Json, now: number): [string, string][] {
  const settings = isJsonObject(definition) && isJsonObject(definition.fuseboard) ? definition.fuseboard : {}
  const share = findBooleanShare(definition)
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
  const rows: [string, string][] = [
    ['description', text(settings.description)],
    ['type', flag.type],
    ['share', share === null ? '' : `${share.percentage} %${share.audience === undefined ? '' : ' of its audience'}`],
    ['kind', flag.kind ?? ''],
    ['owner', flag.owner ?? ''],
    ['system', flag.system ?? ''],
    ['off variant', text(settings.offVariant)],
    ['strict', settings.strict === true ? 'off as soon as the kill lease lapses' : ''],
    ['client side', flag.clientSide ? 'seen by client keys' : 'server keys only'],
    ['approval', flag.approval ? 'raising it waits for a second person' : ''],
    ['segments', flag.segments.join(', ')],
    ['created', renderAge(flag.createdAt, now)],
    ['changed', `${renderAge(flag.changedAt, now)}, in revision number ${flag.changedIn}`],
    ['expires', flag.expiresAt?.slice(0, 10) ?? ''],
    ['evaluated', flag.lastEvaluatedAt === undefined ? 'never' : renderAge(flag.lastEvaluatedAt, now)],
    ['drilled', renderDrill(flag, now)],
    ['stale', flag.stale.join(', ')],
    ['etag', flag.etag],
  ]
  return rows.filter(([, value]) => value !== '')
}

/** JSON, indented; what is empty is said in words. */
export function renderRule(rule: unknown, indent: string): string[] {
  const isNone = rule === undefined || (isJsonObject(rule) && Object.keys(rule).length === 0)
  if (isNone) return [`${indent}none: everybody gets the default variant`]
  return printableLines(JSON.stringify(rule, null, 2))
    .split('\n')
    .map((line) => `${indent}${line}`)
}

function renderServed(served: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(served).sort(([, left], [, right]) => right - left)
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return ['  nothing: no evaluator has reported any evaluation']
  const names = entries.map(([name]) => (name === '' ? '(no variant)' : printable(name)))
  const width = Math.max(...names.map((name) => name.length))
  return entries.map(([, count], i) => {
    const length = Math.round((count / total) * barLength)
    const bar = `${'█'.repeat(length)}${'░'.repeat(barLength - length)}`
    return `  ${names[i]!.padEnd(width)}  ${bar}  ${count} (${Math.round((count / total) * 100)} %)`
  })
}
