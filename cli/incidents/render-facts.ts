// The facts of an incident as named lines: who, what, how it was stopped and repaired, and what is due.

import type { Incident } from '../api/incidents.ts'
import { plural, renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import { wrap } from '../output/wrap.ts'
import { renderSpan, renderUntil } from '../rollouts/render-span.ts'
import type { View } from './render-incident.ts'
import { renderMoment } from './render-timeline.ts'

const nameWidth = 10

type Fact = readonly [name: string, text: string, paint?: (text: string) => string]

export function renderFacts(incident: Incident, view: View): string[] {
  const indent = ' '.repeat(nameWidth + 4)
  return factsOf(incident, view).flatMap(([name, text, paint = (plain) => plain]) => {
    const [first = '', ...rest] = wrap(text, view.columns, indent, '')
    return [`  ${view.style.dim(name.padEnd(nameWidth))}  ${paint(first)}`, ...rest.map(paint)]
  })
}

function factsOf(incident: Incident, view: View): Fact[] {
  const { systems, blastRadius, roles, responseTarget, postMortem } = incident
  const { now, style } = view
  const others = blastRadius.filter((system) => !systems.includes(system))
  const held = Object.entries(roles).map(([role, who]) => `${role} ${who}`)
  return [
    ['target', printable(responseTarget)],
    ['open for', openFor(incident, now)],
    commanderOf(incident, view),
    ...(held.length > 0 ? [['roles', printable(held.join(', '))] as const] : []),
    ['systems', printable(systems.join(', ')) || 'none'],
    ['reaches', others.length > 0 ? `also ${printable(others.join(', '))}` : 'nothing else that is mapped'],
    containmentOf(incident, view),
    fixOf(incident, view),
    ...updateOf(incident, view),
    ...(postMortem === undefined
      ? []
      : [['post-mortem', printable(`owed by ${postMortem.owner}, due ${postMortem.due}`), style.dim] as const]),
  ]
}

function openFor({ openedAt, closedAt, startedAt }: Incident, now: number): string {
  const span = renderSpan((closedAt === undefined ? now : Date.parse(closedAt)) - Date.parse(openedAt))
  return startedAt === undefined
    ? span
    : `${span}; began for users ${renderAge(startedAt, now)} (${renderMoment(startedAt)})`
}

function commanderOf({ id, commander, nextPageAt, phase }: Incident, { now, style }: View): Fact {
  if (commander !== undefined) return ['commander', printable(commander)]
  if (phase === 'closed') return ['commander', 'nobody']
  const paged = nextPageAt === undefined ? '' : `; whoever comes next is paged ${renderUntil(nextPageAt, now)}`
  return ['commander', `nobody${paged}: fuseboard incident command ${printable(id)} --as NAME`, style.yellow]
}

function containmentOf({ containment, phase }: Incident, { now, style }: View): Fact {
  if (containment === undefined) return ['contained', 'not yet', phase === 'closed' ? style.dim : style.yellow]
  const { at, by, how, reason, flags } = containment
  const means: Readonly<Record<string, string>> = {
    killed: flags.length > 0 ? `${plural(flags.length, 'flag')} cut off (${flags.join(', ')})` : 'cut off',
    reverted: 'what changed was taken back',
    none: 'nothing can be done',
    other: 'in another way',
  }
  const what = Object.hasOwn(means, how) ? means[how]! : how
  return ['contained', printable(`${renderAge(at, now)} by ${by}: ${what}: ${reason}`)]
}

function fixOf({ fix }: Incident, { now }: View): Fact {
  if (fix === undefined) return ['fixed', 'not yet']
  const { at, by, how, hotfix, deployment, reason } = fix
  const named = [hotfix, deployment].filter((name) => name !== undefined).join(', ')
  return ['fixed', printable(`${renderAge(at, now)} by ${by}: ${how}${named && ` ${named}`}: ${reason}`)]
}

function updateOf({ id, updateDueAt, phase }: Incident, { now, style }: View): Fact[] {
  if (updateDueAt === undefined || phase === 'closed') return []
  const leftMs = Date.parse(updateDueAt) - now
  if (leftMs >= 0) return [['update due', renderUntil(updateDueAt, now)]]
  const command = `fuseboard incident update ${printable(id)} TEXT`
  return [['update due', `${renderSpan(-leftMs)} ago: ${command}`, style.red]]
}
