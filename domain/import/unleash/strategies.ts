// Activation strategies of Unleash. A feature is on when any of its strategies is; a strategy is, when all its constraints and
// segments hold and its own test does.

import type { Json } from '../../json.ts'
import { targetingKey } from '../attribute.ts'
import { all, always, anyOf, type Bounds, exactly, never, unknown } from '../bounds.ts'
import type { Part } from '../reading.ts'
import { inShare, redistributed } from '../share.ts'
import { shownText } from '../shown-text.ts'
import { isOneOf } from '../value-tests.ts'
import { addresses, constraint, field } from './constraints.ts'

export interface Strategy {
  readonly part: Part
  readonly when: Bounds
  readonly variants: Part
  readonly groupId: string
  readonly stickiness: string
}

/** Membership of a segment by its id; undefined for one that is not in the export. */
export type Segments = (id: string) => Bounds | undefined

/** Undefined for a strategy that is disabled there. */
export function strategy(
  part: Part,
  feature: string,
  segmentIds: readonly Part[],
  segments: Segments,
): Strategy | undefined {
  part.leaveBehind([
    'id',
    'featureName',
    'projectId',
    'project',
    'environment',
    'sortOrder',
    'strategyName',
    'title',
    'createdAt',
    'milestoneId',
  ])
  if (part.member('disabled').boolean()) {
    part.drop('The strategy is disabled there and was left out.')
    return undefined
  }
  const parameters = part.member('parameters')
  const groupId = textParameter(parameters, 'groupId') ?? feature
  const stickiness = textParameter(parameters, 'stickiness') ?? 'default'
  const conditions = [
    ...part.member('constraints').list().map(constraint),
    ...segmentIds.map((id) => segmentOf(id, segments)),
    ownTest(part, parameters, groupId, stickiness),
  ]
  return { part, when: all(conditions), variants: part.member('variants'), groupId, stickiness }
}

function segmentOf(id: Part, segments: Segments): Bounds {
  const found = segments(shownText(id.take()))
  if (found !== undefined) return found
  id.drop('This segment is not in the export, so the strategy fits nobody for sure. Export it too, under "segments".')
  return unknown
}

/** Parameters are text, but numbers are met too. */
function textParameter(parameters: Part, name: string): string | undefined {
  if (parameters.isSet && !parameters.isObject()) return undefined
  const value = parameters.member(name).take()
  return value === undefined || value === null || value === '' ? undefined : shownText(value)
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

function ownTest(part: Part, parameters: Part, groupId: string, stickiness: string): Bounds {
  const name = part.member('name').text() ?? part.member('strategyName').text() ?? ''
  const percentage = () => Number(textParameter(parameters, 'percentage') ?? 0)
  switch (name) {
    case 'default':
      return always
    case 'userWithId':
      return exactly(isOneOf(targetingKey, listOf(textParameter(parameters, 'userIds'))))
    case 'flexibleRollout':
      return rollout(part, Number(textParameter(parameters, 'rollout') ?? 0), groupId, stickiness)
    case 'gradualRolloutUserId':
      return rollout(part, percentage(), groupId, 'userId')
    case 'gradualRolloutSessionId':
      return rollout(part, percentage(), groupId, 'sessionId')
    case 'gradualRolloutRandom':
      return rollout(part, percentage(), groupId, 'random')
    case 'remoteAddress':
      return addresses(part, field('remoteAddress')!, listOf(textParameter(parameters, 'IPs')))
    default:
      part.tell(
        'dropped',
        `The strategy "${name}" asks for something that is not in the evaluation context, so it fits nobody. Send that as an attribute and write a rule for it.`,
      )
      return never
  }
}

/** What people are told apart by; undefined where it cannot be named. Chance is no key: it is made to stick here. */
export function stickyKey(stickiness: string): Json | undefined {
  if (stickiness === 'default' || stickiness === 'random') return { or: [targetingKey, { var: 'sessionId' }] }
  return field(stickiness)
}

function rollout(part: Part, percentage: number, groupId: string, stickiness: string): Bounds {
  const key = stickyKey(stickiness)
  const isChance = stickiness === 'default' || stickiness === 'random'
  if (!(percentage >= 1)) return never
  if (percentage >= 100 && isChance) return always
  if (key === undefined) {
    part.drop(`People cannot be told apart by "${stickiness}" here, so the strategy fits nobody.`)
    return never
  }
  // Everybody who has the key at all.
  if (percentage >= 100) return exactly(anyOf([key]))
  const chance = isChance ? ' Who has neither targeting key nor sessionId gets off, where a die was thrown.' : ''
  const random =
    stickiness === 'random' ? ' It was a new throw each time there; here it stays the same for the same person.' : ''
  part.tell('approximate', `${redistributed}${chance}${random}`)
  return exactly(inShare(Math.floor(percentage) * 1000, groupId, key))
}
