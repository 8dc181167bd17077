// A plan for a person at a terminal: every flag with what happens to those who see it, then what the change needs, what
// stands in its way, and what to do next.

import { renderProblem } from '../../domain/problem.ts'
import type { PlannedFlag } from '../../protocol/admin-plan.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import type { Plan } from './make-plan.ts'
import { directionWords, needWords, shareWords, summaryWords, symbols } from './words.ts'

export function renderPlan(plan: Plan, style: Style): string {
  const { answer, metadata, isEmpty } = plan
  if (isEmpty) return `No changes: the folder says what revision ${answer.number} says.`
  const blocks = [
    ...answer.changes.map((change) => renderFlag(change, style)),
    ...answer.segments.map(({ name, change, lines }) =>
      [style.bold(`  segment ${printable(name)} (${change})`), ...renderLines(lines, style)].join('\n'),
    ),
    ...(answer.unlisted > 0 ? [`  … and ${answer.unlisted} more flags, which are not listed`] : []),
    ...(metadata ? [style.bold('  metadata of the document (changed)')] : []),
    ...(answer.obstacles.length > 0 ? [renderObstacles(plan, style)] : []),
    [style.bold(summaryWords(plan)), ...needWords(answer).map(printable)].join('\n'),
  ]
  return blocks.join('\n\n')
}

/** What to do with a plan that was only looked at. */
export function renderNext({ answer, isEmpty }: Plan, dirOption: string, out: string | undefined): string {
  if (isEmpty) return 'Next: nothing is left to do.'
  if (answer.obstacles.length > 0) return 'Next: remove the obstacles, then fuseboard plan again.'
  const plan = out === undefined ? '' : ` --plan ${out}`
  return `Next: fuseboard apply${dirOption}${plan}${answer.needs.reason ? " --reason '…'" : ''}`
}

function renderFlag(planned: PlannedFlag, style: Style): string {
  const { key, change, exposure, lines, approval, notes } = planned
  const paint = { raises: style.yellow, lowers: style.green, keeps: style.dim, unknown: style.yellow }[
    exposure.direction
  ]
  const head = `${paint(symbols[exposure.direction])} ${style.bold(printable(key))} (${change}): ${directionWords(exposure)}`
  return [
    head,
    `    ${shareWords(exposure)}. ${printable(exposure.why)}`,
    ...(approval ? ['    needs the approval of a second person'] : []),
    ...notes.map((note) => `    note: ${printable(note)}`),
    ...renderLines(lines, style),
  ].join('\n')
}

const renderLines = (lines: readonly string[], style: Style): string[] =>
  lines.map((line) => {
    const text = printable(line)
    return `      ${line.startsWith('-') ? style.red(text) : line.startsWith('+') ? style.green(text) : text}`
  })

function renderObstacles({ answer }: Plan, style: Style): string {
  const lines = answer.obstacles.flatMap(({ kind, detail, problems = [] }) => [
    `  ${printable(kind)}: ${printable(detail)}`,
    ...problems.map((found) => `    ${printable(renderProblem(found))}`),
  ])
  return [style.red('It cannot be applied as it is:'), ...lines].join('\n')
}
