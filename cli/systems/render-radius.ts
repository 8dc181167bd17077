// A blast radius as a tree: the system, and below each one what depends on it.

import type { SystemRecord } from '../../protocol/admin-records.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

type Node = Pick<SystemRecord, 'id' | 'owner' | 'critical' | 'dependsOn'>

/** One that was drawn already is named again, without what is below it: a map may even run in a circle. */
export function renderRadius(root: string, systems: readonly Node[], style: Style): string {
  const drawn = new Set<string>()

  function draw(id: string, lead: string, branch: string, below: string): string[] {
    const system = systems.find((one) => one.id === id)
    const dependents = systems.filter(({ dependsOn }) => dependsOn.includes(id))
    const again = drawn.has(id) && dependents.length > 0
    drawn.add(id)
    const critical = system?.critical === true ? `  ${style.red('[critical]')}` : ''
    const name = `${style.bold(printable(id))}${system === undefined ? '' : `  ${printable(system.owner)}`}`
    const line = `${lead}${branch}${name}${critical}${again ? style.dim('  (as above)') : ''}`
    const children = again ? [] : dependents
    return [
      line,
      ...children.flatMap((child, i) => {
        const last = i === children.length - 1
        return draw(child.id, `${lead}${below}`, last ? '└─ ' : '├─ ', last ? '   ' : '│  ')
      }),
    ]
  }

  return draw(root, '', '', '').join('\n')
}
