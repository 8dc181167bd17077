// The phases of an incident as a track: what is behind, where it is, what is to come.

import { phases } from '../../domain/incident/incident.ts'
import type { Incident } from '../api/incidents.ts'
import type { Style } from '../output/style.ts'

const joint = ' ─ '

/** On one line where that fits, else one phase a line. */
export function renderPhases({ phase, relapses }: Pick<Incident, 'phase' | 'relapses'>, columns: number, style: Style) {
  const current = (phases as readonly string[]).indexOf(phase)
  const relapsed = relapses === 0 ? '' : `relapsed ${relapses === 1 ? 'once' : `${relapses} times`}`
  const plain = phases.map((name) => `○ ${name}`).join(joint)
  const marked = phases.map((name, i) => {
    if (i < current || (i === current && phase === 'closed')) return `${style.green('●')} ${name}`
    return i === current ? style.bold(`◐ ${name}`) : style.dim(`○ ${name}`)
  })
  const fits = [...plain].length + 2 <= columns
  const track = fits ? [`  ${marked.join(style.dim(joint))}`] : marked.map((one) => `  ${one}`)
  return [...track, ...(relapsed === '' ? [] : [`  ${style.yellow(relapsed)}`])]
}
