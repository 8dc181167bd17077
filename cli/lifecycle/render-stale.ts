// The report on stale flags, for people: flag by flag what to do, then who has too many.

import type { LifecycleAnswer } from '../../protocol/admin-lifecycle.ts'
import type { ListedFlag } from '../api/lifecycle-api.ts'
import type { Reference, References } from '../code-references/search-checkout.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

export interface StaleFlag extends ListedFlag {
  /** Only where a checkout was searched. */
  readonly references?: References
  readonly suggestion: string
}

export interface GoneKey {
  readonly key: string
  readonly status: 'archived' | 'unknown'
  readonly references: readonly Reference[]
}

export interface StaleReport extends LifecycleAnswer {
  readonly flags: readonly StaleFlag[]
  /** Keys that code asks for and that are no flags. */
  readonly gone?: readonly GoneKey[]
  readonly searched?: { readonly files: number; readonly skipped: number; readonly isCut: boolean }
}

const shownReferences = 10
const dayMs = 24 * 3600 * 1000

export function renderStale(report: StaleReport, nowMs: number, style: Style): string {
  const { flags, gone = [], searched } = report
  const blocks = flags.map((flag) => renderFlag(flag, nowMs, style))
  if (gone.length > 0) blocks.push(renderGone(gone, style))
  blocks.push(renderBudget(report, style))
  if (searched !== undefined) blocks.push(style.dim(renderSearched(searched)))
  return blocks.join('\n\n')
}

function renderFlag(flag: StaleFlag, nowMs: number, style: Style): string {
  const { key, owner, createdAt, stale, references, suggestion } = flag
  const age = plural(Math.max(0, Math.floor((nowMs - Date.parse(createdAt)) / dayMs)), 'day')
  const facts = [stale.join(', '), owner === undefined ? 'no owner' : `owner ${owner}`, `${age} old`, servedText(flag)]
  return [
    `${style.bold(printable(key))}  ${facts.map(printable).join('; ')}`,
    ...(references === undefined ? [] : renderReferences(references)),
    // Everything of others in it was made printable when it was written.
    `  → ${suggestion}`,
  ].join('\n')
}

function servedText({ served }: StaleFlag): string {
  const total = Object.values(served).reduce((sum, count) => sum + count, 0)
  if (total === 0) return 'served nobody in 7 days'
  const shares = Object.entries(served)
    .filter(([, count]) => count > 0)
    .sort(([, left], [, right]) => right - left)
    .map(([variant, count]) => `${variant === '' ? 'no variant' : `"${variant}"`} ${shareText(count / total)}`)
  return `serves ${shares.join(', ')}`
}

/** Never 100 % or 0 % of what is not all or nothing. */
function shareText(share: number): string {
  if (share === 1) return 'to all'
  const percent = Math.min(99.9, Math.max(0.1, Math.round(share * 1000) / 10))
  return `${percent} %`
}

function renderReferences({ sure, perhaps, definitions, left }: References): string[] {
  const lines = [
    ...renderPlaces(sure, ''),
    ...renderPlaces(perhaps, 'perhaps '),
    ...renderPlaces(definitions, 'defined in '),
  ]
  if (left > 0) lines.push(`  and ${left} more`)
  return lines
}

function renderPlaces(references: readonly Reference[], prefix: string): string[] {
  const shown = references.slice(0, shownReferences)
  const lines = shown.map(({ file, line, text }) => `  ${prefix}${printable(file)}:${line}  ${printable(text)}`)
  const more = references.length - shown.length
  return more > 0 ? [...lines, `  ${prefix}${more} further places, all with --json`] : lines
}

function renderGone(gone: readonly GoneKey[], style: Style): string {
  const lines = gone.flatMap(({ key, status, references }) => [
    `${style.bold(printable(key))}  ${status === 'archived' ? 'was archived' : 'no flag of this instance'}`,
    ...renderPlaces(references, ''),
  ])
  return ['Code asks for keys that are no flags; it gets its own defaults:', ...lines].join('\n')
}

function renderBudget({ budget, owners, flags }: StaleReport, style: Style): string {
  const over = owners.filter((owner) => owner.over)
  const total = flags.length === 0 ? 'No flag is stale.' : `${plural(flags.length, 'flag')} stale.`
  if (over.length === 0) return `${total} Every owner is within the budget of ${budget}.`
  const lines = over.map(({ owner, stale }) => {
    const name = owner === '' ? 'Flags without an owner' : `Owner ${printable(owner)}`
    return style.yellow(`${name}: ${stale} stale, ${budget} allowed`)
  })
  return [total, ...lines].join('\n')
}

function renderSearched({ files, skipped, isCut }: NonNullable<StaleReport['searched']>): string {
  const left = skipped === 0 ? '' : `; ${skipped} binary, large or unreadable ones were left out`
  return `Searched ${plural(files, 'file')}${left}${isCut ? '; there are more, which were not searched' : ''}.`
}
