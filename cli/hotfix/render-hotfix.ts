// A hotfix for people: its increment, how far it is, and what is missing before the next step.

import type { Hotfix } from '../api/hotfixes.ts'
import { plural, renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

const way = ['open', 'implemented', 'suite-passed', 'rolling', 'verified', 'done']

export function renderHotfix(hotfix: Hotfix, now: number, style: Style): string {
  const { id, incident, status, tasks, failure, missing, why } = hotfix
  const facts = factsOf(hotfix, now).map(([what, value]) => `  ${style.dim(what.padEnd(10))}  ${printable(value)}`)
  const blocks = [
    `${style.bold(`Hotfix ${printable(id)}`)} of incident ${printable(incident)}\n  ${drawWay(status, style)}`,
    facts.join('\n'),
    ...(tasks.length === 0
      ? []
      : [tasks.map(({ text, done }, i) => `  ${done ? '[x]' : '[ ]'} ${i + 1}. ${printable(text)}`).join('\n')]),
    ...(failure === undefined
      ? []
      : [
          `${style.red('Failed')} ${renderAge(failure.at, now)}: rollout ${printable(failure.rollout)}: ${printable(failure.why)}`,
        ]),
    ...(why === undefined ? [] : [`Why it ended: ${printable(why)}`]),
    ...(missing.length === 0
      ? []
      : [['Missing before the next step:', ...missing.map((one) => `  ${printable(one)}`)].join('\n')]),
    `Next: ${nextStep(hotfix)}`,
  ]
  return blocks.join('\n\n')
}

function drawWay(status: string, style: Style): string {
  const at = way.indexOf(status)
  if (at < 0) return style.yellow(printable(status))
  return way
    .map((name, i) => (i === at ? style.bold(`[${name}]`) : i < at ? style.green(name) : style.dim(name)))
    .join(' → ')
}

function factsOf(hotfix: Hotfix, now: number): readonly (readonly [string, string])[] {
  const {
    problem,
    hypothesis,
    fix,
    components,
    diffStat,
    regressionTest,
    suite,
    flag,
    rollout,
    author,
    approver,
    openedAt,
  } = hotfix
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['problem', problem],
    ['hypothesis', hypothesis],
    ['fix', fix],
    ['components', components.join(', ')],
    ['diff', diffStat && `${plural(diffStat.files.length, 'file')}, +${diffStat.added} −${diffStat.removed}`],
    ['regression', regressionTest],
    [
      'suite',
      suite &&
        `${suite.passed ? 'passed' : 'failed'}: ${suite.ran} ran, ${suite.failed} failed, ${suite.skipped.length} left for the full run`,
    ],
    ['flag', flag],
    ['rollout', rollout],
    ['author', `${author}, ${renderAge(openedAt, now)}`],
    ['approver', approver],
  ]
  return rows.flatMap(([what, value]) => (value === undefined ? [] : [[what, value] as const]))
}

function nextStep({ id: raw, status, approver, rollout, incident }: Hotfix): string {
  const id = printable(raw)
  if (status === 'open')
    return `fuseboard hotfix implement ${id} --base main --fix TEXT --regression-test PATH --flag KEY`
  if (status === 'implemented') return `fuseboard hotfix suite --changed main --run --incident-hotfix ${id}`
  if (status === 'suite-passed' && approver === undefined) return `somebody else: fuseboard hotfix approve ${id}`
  if (status === 'suite-passed') return `fuseboard hotfix roll ${id}`
  if (status === 'rolling') return `fuseboard rollout watch ${printable(rollout ?? '')}`
  return `fuseboard hotfix list --incident ${printable(incident)}`
}

export const renderHotfixTable = (hotfixes: readonly Hotfix[], now: number, style: Style): string =>
  renderTable(
    ['HOTFIX', 'STATUS', 'PROBLEM', 'COMPONENTS', 'AUTHOR', 'APPROVER', 'OPENED'],
    hotfixes.map(({ id, status, problem, components, author, approver, openedAt }) => {
      return [id, status, problem, components.join(', '), author, approver ?? '–', renderAge(openedAt, now)]
    }),
    style,
  )
