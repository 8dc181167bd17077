// A hotfix suite for people: what is affected and why, what runs and why, what was left for the full run, what to look at by
// hand, and how it ended.

import type { AffectedComponent } from '../../domain/hotfix/affected.ts'
import type { ChosenTest, Suite } from '../../domain/hotfix/suite.ts'
import { plural, renderDuration } from '../output/moment.ts'
import { printable, printableLines } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import type { TestResult } from './run-suite.ts'

const shownFiles = 3
const shownLines = 30

export interface SuiteReport extends Suite {
  readonly changed: readonly string[]
  readonly runner: string
  readonly budgetMs: number
}

export function renderSuite(report: SuiteReport, style: Style): string {
  const { changed, run, trimmed, explore, expectedMs, budgetMs, runner } = report
  const over =
    expectedMs > budgetMs ? `, over the budget of ${renderDuration(budgetMs)}: critical tests are never left out` : ''
  const blocks = [
    `${plural(changed.length, 'changed file')}`,
    section('Affected', drawAffected(report, style), 'Nothing is affected that is in the map.', style),
    section(
      `To run (${runner}, about ${renderDuration(expectedMs)}${over})`,
      lines(run, style),
      'Nothing was selected.',
      style,
    ),
    ...(trimmed.length === 0
      ? []
      : [
          section(
            `Left for the full run, by the budget of ${renderDuration(budgetMs)}`,
            lines(trimmed, style),
            '',
            style,
          ),
        ]),
    ...(explore.length === 0
      ? []
      : [
          section(
            'Look at by hand meanwhile',
            explore.map(({ id, why }) => `${printable(id)}: ${printable(why)}`),
            '',
            style,
          ),
        ]),
  ]
  return blocks.join('\n\n')
}

const section = (title: string, rows: readonly string[], none: string, style: Style): string =>
  [style.bold(title), ...(rows.length === 0 ? [none] : rows).map((row) => `  ${row}`)].join('\n')

/** Each component below the one that it is affected through. */
function drawAffected({ affected }: Suite, style: Style): string[] {
  const { components, unmapped, shared } = affected
  const below = (through: string | null, lead: string): string[] => {
    const children = components.filter((one) => one.through === through)
    return children.flatMap((one, i) => {
      const isLast = i === children.length - 1
      const [branch, next] = through === null ? ['', ''] : isLast ? ['└─ ', '   '] : ['├─ ', '│  ']
      return [`${lead}${branch}${nameOf(one, style)}`, ...below(one.id, `${lead}${next}`)]
    })
  }
  return [
    ...below(null, ''),
    ...unmapped.map(
      (path) => `${style.yellow('!')} ${printable(path)} is mapped to no component: every critical suite runs`,
    ),
    ...shared.map(({ path, components: ids }) => {
      return `${style.yellow('!')} ${printable(path)} is shared by ${printable(ids.join(', '))}: every critical suite runs`
    }),
  ]
}

function nameOf({ id, critical, through, files }: AffectedComponent, style: Style): string {
  const more = files.length > shownFiles ? ` and ${files.length - shownFiles} more` : ''
  const why = through === null ? `changed: ${files.slice(0, shownFiles).join(', ')}${more}` : `depends on ${through}`
  return `${style.bold(printable(id))}${critical ? style.yellow(' [critical]') : ''}  ${printable(why)}`
}

const lines = (tests: readonly ChosenTest[], style: Style): string[] =>
  tests.map(({ path, why, critical }) => {
    return `${printable(path)}${critical ? style.yellow(' [critical]') : ''}  ${style.dim(printable(why.join('; ')))}`
  })

export function renderResults(results: readonly TestResult[], selected: number, style: Style): string {
  const failed = results.filter(({ passed }) => !passed)
  const told = failed.flatMap(({ path, timedOut, tookMs, output = '' }) => [
    `${style.red('Failed')}  ${printable(path)}${timedOut ? `: it did not end within ${renderDuration(tookMs)}, and was stopped` : ''}`,
    ...tail(output).map((line) => `  ${line}`),
  ])
  const left = selected - results.length
  const stopped = left > 0 ? ` ${plural(left, 'test file')} did not run: it was stopped.` : ''
  return [
    ...told,
    `${plural(results.length, 'test file')} ran: ${results.length - failed.length} passed, ${failed.length} failed.${stopped}`,
  ].join('\n')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the runner
const colours = /\u001b\[[\d;]*m/g

const tail = (output: string): string[] =>
  printableLines(output.replace(colours, '').replaceAll('\r', ''))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-shownLines)
