// A plan of the system map for people: one line for a system, and one for each member that changes.

import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { systemMembers } from './parse-systems-file.ts'
import type { SystemStep, SystemsPlan } from './plan-systems.ts'

const marks = { added: '+', changed: '~', removed: '-' } as const

export function renderSystemsPlan({ steps, kept }: SystemsPlan, style: Style): string {
  const colours = { added: style.green, changed: style.yellow, removed: style.red } as const
  const lines = steps.flatMap((step) => [
    colours[step.change](`${marks[step.change]} ${printable(step.id)} (${step.change})`),
    ...membersOf(step),
  ])
  const rest = kept.length === 0 ? [] : [`not in the file, and kept: ${kept.map(printable).join(', ')}`]
  return [...(steps.length === 0 ? ['The map says what the file says.'] : lines), ...rest].join('\n')
}

function membersOf({ before, after }: SystemStep): string[] {
  if (after === null) return []
  return systemMembers.flatMap((name) => {
    const [was, is] = [before === null ? undefined : textOf(before[name]), textOf(after[name])]
    if (name === 'id' || was === is) return []
    return [printable(`    ${name}: ${was === undefined ? '' : `${was} → `}${is}`)]
  })
}

const textOf = (value: string | boolean | readonly string[]): string =>
  typeof value === 'object' ? `[${value.join(', ')}]` : String(value)
