// The system map as a tree of dependencies: what nothing depends on stands at the left, what it needs below it.

import type { SystemRecord } from '../../protocol/admin-records.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

/** A system that was drawn already is named again, without what is below it. */
export function renderSystemTree(systems: readonly SystemRecord[], style: Style): string {
  const byId = new Map(systems.map((system) => [system.id, system]))
  const needed = new Set(systems.flatMap(({ dependsOn }) => dependsOn))
  const drawn = new Set<string>()

  function draw(id: string, lead: string, branch: string, below: string): string[] {
    const system = byId.get(id)
    if (system === undefined) return [`${lead}${branch}${printable(id)} ${style.yellow('(not in the map)')}`]
    const again = drawn.has(id) && system.dependsOn.length > 0
    drawn.add(id)
    const line = `${lead}${branch}${renderLine(system, style)}${again ? style.dim('  (as above)') : ''}`
    const children = again ? [] : system.dependsOn
    return [
      line,
      ...children.flatMap((child, i) => {
        const last = i === children.length - 1
        return draw(child, `${lead}${below}`, last ? '└─ ' : '├─ ', last ? '   ' : '│  ')
      }),
    ]
  }

  const roots = systems.filter(({ id }) => !needed.has(id)).flatMap(({ id }) => draw(id, '', '', ''))
  // A map that runs in a circle has no root: whatever is left is drawn all the same.
  const rest = systems.flatMap(({ id }) => (drawn.has(id) ? [] : draw(id, '', '', '')))
  return [...roots, ...rest].join('\n')
}

function renderLine({ id, name, owner, critical, approval }: SystemRecord, style: Style): string {
  const marks = [critical && 'critical', approval && 'needs approval'].filter(Boolean).join(', ')
  const about = name === id ? owner : `${name}, ${owner}`
  return `${style.bold(printable(id))}  ${printable(about)}${marks === '' ? '' : `  ${style.yellow(`[${marks}]`)}`}`
}

export function renderSystem(system: SystemRecord, etag: string | null, style: Style): string {
  const { id, name, owner, paths, dependsOn, critical, approval } = system
  const rows: [string, string][] = [
    ['name', name],
    ['owner', owner],
    ['depends on', dependsOn.join(', ') || 'nothing'],
    ['paths', paths.join(', ') || 'none'],
    ['critical', critical ? 'yes' : 'no'],
    ['approval', approval ? 'raising one of its flags waits for a second person' : 'no'],
    ...(etag === null ? [] : [['etag', etag] as [string, string]]),
  ]
  return [
    style.bold(printable(id)),
    ...rows.map(([what, value]) => `  ${style.dim(what.padEnd(10))}  ${printable(value)}`),
  ].join('\n')
}
