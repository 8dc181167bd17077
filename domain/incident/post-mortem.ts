// The post-mortem, written from the records: summary, impact, timeline, root cause, lessons, action items. What only people
// can say is left as a question in its place. Pure: the same records are the same document.

import { describeImpact, excessFailures, type SystemImpact } from './impact.ts'
import type { Severity } from './incident.ts'

export interface PostMortemFacts {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly systems: readonly string[]
  readonly blastRadius: readonly string[]
  readonly commander: string | null
  readonly owner: string | null
  readonly due: string | null
  /** Times are ISO 8601; null where it did not come to that. */
  readonly startedAt: string | null
  readonly openedAt: string
  readonly containedAt: string | null
  readonly fixedAt: string | null
  readonly closedAt: string | null
  /** When the first page and the first customer message went out. */
  readonly pagedAt: string | null
  readonly customersToldAt: string | null
  readonly source: string
  readonly relapses: number
  readonly impact: readonly SystemImpact[]
  readonly containment: string | null
  readonly fix: string | null
  readonly hypotheses: readonly string[]
  readonly hotfixes: readonly {
    readonly id: string
    readonly status: string
    readonly problem: string
    readonly fix: string | null
    readonly openTasks: readonly string[]
  }[]
  /** What was changed in the hour before. */
  readonly changes: readonly { readonly at: string; readonly text: string }[]
  /** Notifications that never went out. */
  readonly deadNotifications: number
  readonly timeline: readonly {
    readonly at: string
    readonly actor: string
    readonly kind: string
    readonly text: string
  }[]
}

export function renderPostMortem(facts: PostMortemFacts): string {
  const sections = [
    [`# Post-mortem ${facts.id}: ${escaped(facts.title)}`],
    renderHead(facts),
    ['## Summary', '', ...summarize(facts)],
    ['## Impact', '', ...renderImpact(facts)],
    ['## Root cause', '', ...renderCause(facts)],
    ['## Timeline', '', ...renderTimeline(facts)],
    ['## Lessons', '', ...renderLessons(facts)],
    ['## Action items', '', ...renderActions(facts)],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Text of people inside Markdown: nothing in it is markup, and it stays on its line. */
function escaped(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>#|!~&]/g, (mark) => `\\${mark}`)
}

const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`

function renderHead({ severity, systems, blastRadius, commander, owner, due }: PostMortemFacts): string[] {
  const names = (list: readonly string[]): string => list.map(escaped).join(', ')
  return [
    `- Severity: SEV${severity}`,
    `- Systems: ${names(systems)}; blast radius: ${names(blastRadius)}`,
    `- Commander: ${commander === null ? 'nobody' : escaped(commander)}`,
    `- Owner of this document: ${owner === null ? 'not named yet' : escaped(owner)}${due === null ? '' : `, due ${due}`}`,
  ]
}

function summarize(facts: PostMortemFacts): string[] {
  const { startedAt, openedAt, containedAt, fixedAt, closedAt, containment, fix, relapses, source } = facts
  const begun = startedAt ?? openedAt
  const lines = [
    `It began at ${minute(begun)} and was noticed ${after(begun, openedAt)}, by ${noticedBy(source)}.`,
    containedAt === null
      ? 'It was never contained.'
      : `It was contained ${after(begun, containedAt)}${containment === null ? '' : `: ${escaped(containment)}`}.`,
  ]
  if (fixedAt !== null) lines.push(`The fix came ${after(begun, fixedAt)}${fix === null ? '' : `: ${escaped(fix)}`}.`)
  if (relapses > 0) lines.push(`It came back ${relapses === 1 ? 'once' : `${relapses} times`}.`)
  lines.push(closedAt === null ? 'It is not over yet.' : `It was closed ${after(begun, closedAt)}.`)
  return lines
}

const noticedBy = (source: string): string =>
  ({ cascade: 'cascade detection', alertmanager: 'an alert', 'break-glass': 'a change that broke the glass' })[
    source
  ] ?? 'a person'

function after(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))
  if (seconds < 120) return `after ${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `after ${minutes} min` : `after ${(minutes / 60).toFixed(1)} h`
}

function renderImpact({ impact }: PostMortemFacts): string[] {
  if (impact.length === 0) return ['Nothing was measured: no affected system sent telemetry.']
  const total = impact.reduce((sum, one) => sum + excessFailures(one), 0)
  return [
    `About ${total.toLocaleString('en-GB')} users or requests failed beyond what is usual, from telemetry:`,
    '',
    ...impact.map((one) => `- ${escaped(one.system)}: ${describeImpact(one)}`),
    '',
    'What did it cost in money, in support requests, in trust?',
  ]
}

function renderCause({ changes, hypotheses, hotfixes }: PostMortemFacts): string[] {
  const lines: string[] = []
  if (changes.length > 0) {
    lines.push('Changed in the hour before:', '')
    lines.push(...changes.map(({ at, text }) => `- ${minute(at)}: ${escaped(text)}`), '')
  }
  if (hypotheses.length > 0) {
    lines.push('Hypotheses, in the order in which they were written:', '')
    lines.push(...hypotheses.map((text) => `- ${escaped(text)}`), '')
  }
  for (const { id, status, problem, fix } of hotfixes) {
    lines.push(`Hotfix ${id} (${status}): ${escaped(problem)}.${fix === null ? '' : ` Fixed by: ${escaped(fix)}.`}`, '')
  }
  return [...lines, 'Why was this possible, and why was it not caught before it reached users?']
}

function renderTimeline({ timeline }: PostMortemFacts): string[] {
  const rows = timeline.map(
    ({ at, actor, kind, text }) =>
      `| ${at.slice(0, 19).replace('T', ' ')} | ${escaped(actor)} | ${escaped(kind)} | ${escaped(text)} |`,
  )
  return ['| when (UTC) | who | what | |', '|---|---|---|---|', ...rows]
}

function renderLessons(facts: PostMortemFacts): string[] {
  const begun = facts.startedAt ?? facts.openedAt
  const times = [
    ['noticed', facts.openedAt],
    ['first page', facts.pagedAt],
    ['contained', facts.containedAt],
    ['first word to customers', facts.customersToldAt],
    ['fixed', facts.fixedAt],
  ] as const
  const told = times.map(([what, at]) => `- ${what}: ${at === null ? 'never' : after(begun, at)}`)
  return ['What the clock says:', '', ...told, '', 'What went well? What was luck? What would have shortened it?']
}

function renderActions(facts: PostMortemFacts): string[] {
  const items = [
    ...facts.hotfixes.flatMap(({ id, openTasks }) => openTasks.map((text) => `${id}: ${escaped(text)}`)),
    ...(facts.source === 'person' ? ['have this noticed without a person: let its systems send outcomes'] : []),
    ...(facts.pagedAt === null && facts.severity <= 2 ? ['nobody was paged: configure a channel that pages'] : []),
    ...(facts.deadNotifications > 0
      ? [`${facts.deadNotifications} notifications never went out: repair their channels, and test them`]
      : []),
    ...facts.impact.filter(({ units }) => units === 0).map(({ system }) => `${escaped(system)} sends no telemetry`),
    'what makes this impossible next time?',
  ]
  return ['| action | owner | due |', '|---|---|---|', ...items.map((text) => `| ${text} | | |`)]
}
