// What is wrong with a channel that is about to be written: by its kind, by what it is to be used for, and by what else is
// known here. All problems at once, each with its place.

import { isJsonObject, ownProperty, pointer } from '../../../../domain/json.ts'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import { type Problem, problem } from '../../../../domain/problem.ts'
import { channelKinds } from '../../../channels/registry.ts'
import type { Db } from '../database.ts'
import type { KeptChannel } from '../stores/channel-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { findStoredSecrets } from './stored-secrets.ts'

/** @param before what stands there; undefined where there is nothing yet */
export function checkChannel(
  db: Db,
  channel: KeptChannel,
  before: KeptChannel | undefined,
  local: boolean,
): readonly Problem[] {
  const ofKind = channelKinds[channel.type].check(channel, local)
  return withoutRepeats([
    ...checkName(channel),
    ...ofKind.map((one) => askedAnew(one, before)),
    ...checkUses(channel),
    ...checkSystems(db, channel),
    ...findStoredSecrets(db, channel.settings, '/settings'),
    ...findStoredSecrets(db, channel.id, '/id'),
  ])
}

const checkName = ({ id }: KeptChannel): Problem[] =>
  id === statusPageChannel ? [problem('/id', id, 'another name: this one is the built-in status page itself')] : []

/** A secret that is stored and cannot stay is asked for with the reason. */
function askedAnew(found: Problem, before: KeptChannel | undefined): Problem {
  const name = /^\/secrets\/(\w+)$/.exec(found.path)?.[1] ?? ''
  if (found.found !== 'nothing' || before === undefined || !Object.hasOwn(before.secrets, name)) return found
  return { ...found, allowed: `${found.allowed}; the stored one stays only with the same type and baseUrl` }
}

/** Settings that change nothing unless these are told through the channel. */
const settingsFor = { preApproved: 'customers', rooms: 'responders' } as const

function checkUses({ type, audiences, pagingRank, hook, settings }: KeptChannel): Problem[] {
  const { uses } = channelKinds[type]
  const able = uses.audiences.length === 0 ? 'no audiences' : `only ${uses.audiences.join(', ')}`
  return [
    ...audiences.flatMap((audience, i) =>
      uses.audiences.includes(audience)
        ? []
        : [problem(pointer('/audiences', i), audience, `${able}: that is what ${type} can tell`)],
    ),
    ...(pagingRank !== null && !uses.pages ? [problem('/pagingRank', pagingRank, `nothing: ${type} cannot page`)] : []),
    ...(hook !== null && !uses.hooks
      ? [problem('/hook', hook, 'nothing: only a webhook can be called as a hook')]
      : []),
    ...Object.entries(settingsFor).flatMap(([name, audience]) =>
      ownProperty(settings, name) === true && !audiences.includes(audience)
        ? [problem(pointer('/settings', name), true, `only with "${audience}" among the audiences`)]
        : [],
    ),
  ]
}

function checkSystems(db: Db, { hook, settings: { components } }: KeptChannel): Problem[] {
  const known = new Set(allSystems(db).map(({ id }) => id))
  const allowed = 'a system: GET /api/v1/systems lists them'
  const ofHook = (hook?.systems ?? []).map((id, i) => [id, pointer('/hook/systems', i)] as const)
  const ofComponents = isJsonObject(components)
    ? Object.keys(components).map((id) => [id, pointer('/settings/components', id)] as const)
    : []
  return [...ofHook, ...ofComponents].flatMap(([id, path]) => (known.has(id) ? [] : [problem(path, id, allowed)]))
}

const withoutRepeats = (problems: readonly Problem[]): Problem[] =>
  problems.filter((one, i) => problems.findIndex(({ path, found }) => path === one.path && found === one.found) === i)
