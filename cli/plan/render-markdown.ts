// A plan as a comment on a pull request. Names and lines come from files that anybody may propose: they are quoted so that
// they can neither mention people nor leave their place in the text.

import type { PlannedFlag } from '../../protocol/admin-plan.ts'
import { printable } from '../output/printable.ts'
import type { Plan } from './make-plan.ts'
import { directionWords, needWords, shareWords, summaryWords, symbols } from './words.ts'

/** Finds the comment again, so that a later run replaces it. */
const marker = '<!-- fuseboard plan -->'

/** Characters of the whole: GitHub takes 65,536. */
const maxLength = 60_000

export function renderMarkdown(plan: Plan): string {
  const { answer, metadata, isEmpty } = plan
  if (isEmpty) return `${marker}\n### Flag plan: no changes\n\nThe folder says what revision ${answer.number} says.`
  const head = [
    marker,
    '### Flag plan',
    '',
    prose(summaryWords(plan)),
    ...needWords(answer).map((line) => `\n⚠ ${prose(line)}`),
  ]
  const obstacles = answer.obstacles.map(({ kind, detail }) => `\n⛔ ${code(kind)}: ${prose(detail)}`)
  const table =
    answer.changes.length === 0
      ? []
      : ['', '| | flag | what happens | who has it |', '|---|---|---|---|', ...answer.changes.map(row)]
  const segments = answer.segments.map(({ name, change }) => `\nSegment ${code(name)}: ${change}`)
  const rest = [
    ...(answer.unlisted > 0 ? [`\n… and ${answer.unlisted} more flags.`] : []),
    ...(metadata ? ['\nThe metadata of the document changes.'] : []),
  ]
  const short = [...head, ...obstacles, ...cut(table), ...segments, ...rest].join('\n')
  return appendDetails(short, plan)
}

const row = ({ key, change, exposure, approval }: PlannedFlag): string => {
  const what = `${change}: ${directionWords(exposure)}${approval ? '; **needs approval**' : ''}`
  return `| ${symbols[exposure.direction]} | ${code(key)} | ${what} | ${shareWords(exposure)} |`
}

const maxRows = 200

/** The head of a long table, and how many rows are not shown. */
const cut = (table: readonly string[]): string[] =>
  table.length <= maxRows ? [...table] : [...table.slice(0, maxRows), `\n… and ${table.length - maxRows} more.`]

/** The lines that differ, folded away, as long as there is room. */
function appendDetails(short: string, { answer }: Plan): string {
  let text = short
  const parts = [
    ...answer.changes.map(({ key, exposure, notes, lines }) => ({ name: key, words: [exposure.why, ...notes], lines })),
    ...answer.segments.map(({ name, lines }) => ({ name, words: [], lines })),
  ]
  for (const { name, words, lines } of parts) {
    const fence = fenceFor(lines)
    const body = [`${fence}diff`, ...lines.map(printable), fence]
    const part = `\n\n<details><summary>${code(name)}</summary>\n\n${[...words.map(prose), '', ...body].join('\n')}\n\n</details>`
    if (text.length + part.length > maxLength) return `${text}\n\nMore is in the log of the run.`
    text += part
  }
  return text.slice(0, maxLength)
}

const escapeHtml = (text: string): string =>
  printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A name: neither its end nor that of a table's cell can stand in it. */
const code = (text: string): string => `<code>${prose(text)}</code>`

/** Prose: nothing in it is markup, a mention or a link. */
const prose = (text: string): string =>
  escapeHtml(text)
    .replaceAll(/[\\`*_{}[\]()#!|~]/g, (character) => `&#${character.codePointAt(0)};`)
    .replaceAll('@', '&#64;')

/** A fence longer than any row of backquotes inside. */
function fenceFor(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  return '`'.repeat(longest + 1)
}
