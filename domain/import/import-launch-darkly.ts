// LaunchDarkly to a flag document. Reads flags as the REST API lists them (`items`, with all environments in each flag), as
// the SDKs receive them (`flags` and `segments` of one environment), and as the file data source has them (`flagValues`).
//
// A flag that is off there answers its off variation. `state: DISABLED` would answer the caller's default instead, so such a
// flag stays ENABLED and answers the off variant: its rules wait behind `{"if": [false, rules, off]}`. Only a flag without an
// off variation becomes DISABLED, which is what it means there.

import type { FlagDefinition, FlagSettings } from '../flag/flag-document.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Problem } from '../problem.ts'
import { fail, type Result } from '../result.ts'
import { assemble, emptyDraft } from './assemble.ts'
import { chooseEnvironment, otherEnvironment } from './choose-environment.ts'
import { Copies } from './copies.ts'
import { decision, offVariant } from './launch-darkly/rules.ts'
import { membership, segmentMembership } from './launch-darkly/segments.ts'
import type { LaunchDarklyFlag, LaunchDarklySource } from './launch-darkly/source.ts'
import { type Part, Reading } from './reading.ts'
import type { Imported, ImportOptions } from './report.ts'
import { createdAt, description, owner, tagsRemedy } from './settings.ts'
import { nameValues, wrappedValues } from './variants.ts'

const bookkeeping = [
  '_id',
  '_links',
  '_site',
  'site',
  '_version',
  '_summary',
  '_access',
  '_debug',
  '_environmentName',
  'environmentName',
  'access',
  'archivedDate',
  'creationDateMs',
  'defaults',
  'deprecated',
  'deprecatedDate',
  'experiments',
  'goalIds',
  'kind',
  'lastModified',
  'maintainerId',
  'ref',
  'salt',
  'sel',
  'temporary',
  'variationJsonSchema',
  'version',
  'id',
  'deleted',
  'archived',
  'trackingInsights',
]

/**
 * Imports an export of LaunchDarkly. Fails with problems (JSON pointers into the export) where it has no such shape.
 *
 * @example
 * importLaunchDarkly({ flagValues: { banner: true } }, {})
 */
export function importLaunchDarkly(input: unknown, options: ImportOptions = {}): Result<Imported, Problem[]> {
  const reading = new Reading()
  const opened = reading.open(input)
  if (reading.problems.length > 0) return fail(reading.problems)
  const root = opened.member('data').isSet ? opened.member('data') : opened
  if (!root.isObject('an export: an object with "items", "flags" or "flagValues"')) return fail(reading.problems)
  opened.leaveBehind(['path'])
  root.leaveBehind(['_links', 'totalCount', 'totalCountWithDifferences'])
  const flagParts = keyed([...partsOf(root, 'items'), ...partsOf(root, 'flags')])
  const hasFlags = ['items', 'flags', 'flagValues'].some((name) => root.member(name).isSet)
  if (!hasFlags) root.refuse('an export: an object with "items", "flags" or "flagValues"')

  const environment = chooseEnvironment(environmentsOf(flagParts), options.environment, '')
  if (!environment.ok) return fail([...reading.problems, ...environment.error])
  const flags = new Map<string, LaunchDarklyFlag>()
  for (const [key, part] of flagParts) {
    const flag = readFlag(part, environment.value)
    if (flag !== undefined) flags.set(key, flag)
  }
  const source: LaunchDarklySource = {
    flags,
    segments: keyed(partsOf(root, 'segments'), false),
    draft: emptyDraft(),
    inSegment: segmentMembership,
    openSegments: [],
    memberships: new Map(),
    copies: new Copies(),
  }
  for (const [key, segment] of source.segments) membership(key, segment, source)
  for (const [key, flag] of flags)
    source.draft.flags.set(key, { source: flag.part, definition: define(key, flag, source) })
  for (const [key, part] of root.member('flagValues').map()) addValue(key, part.labelled(key), source)
  return assemble(reading, source.draft)
}

/** Flags or segments: a map by key, a list, or a list inside `items`. */
function partsOf(root: Part, name: string): [string, Part][] {
  const part = root.member(name)
  if (Array.isArray(part.value)) {
    return part.list().flatMap((item) => (item.isObject() ? [[keyOf(item), item] as [string, Part]] : []))
  }
  if (name === 'segments' && part.member('items').isSet) return partsOf(part, 'items')
  return part.map().filter(([, item]) => item.isObject())
}

function keyOf(item: Part): string {
  const key = item.member('key')
  if (key.value === undefined) key.refuse('the key of the flag or segment')
  return key.text() ?? ''
}

/** By key, each flag labelled with it. A key that stands twice is a problem. */
function keyed(parts: readonly [string, Part][], areFlags = true): Map<string, Part> {
  const found = new Map<string, Part>()
  for (const [key, part] of parts) {
    if (found.has(key)) part.member('key').refuse('a key that no other has')
    else found.set(key, areFlags ? part.labelled(key) : part)
    part.member('key').take()
  }
  return found
}

function environmentsOf(flags: ReadonlyMap<string, Part>): string[] {
  const names = [...flags.values()].flatMap((flag) =>
    flag
      .member('environments')
      .map()
      .map(([name]) => name),
  )
  return [...new Set(names)]
}

function readFlag(part: Part, environment: string | undefined): LaunchDarklyFlag | undefined {
  const isGone = part.member('deleted').boolean() || part.member('archived').boolean()
  if (isGone) {
    part.drop(
      'The flag is archived or deleted there and was left out. Restore it there first if it is still asked for.',
    )
    return undefined
  }
  const environments = part.member('environments')
  if (environments.isSet) {
    for (const [name, other] of environments.map()) if (name !== environment) other.drop(otherEnvironment(name))
    const chosen = environments.member(environment ?? '')
    if (!chosen.isSet) {
      part.drop(`The flag has no environment "${environment}" and was left out.`)
      return undefined
    }
    if (!chosen.isObject()) return undefined
    chosen.leaveBehind(bookkeeping)
  }
  const variations = part.member('variations').list()
  if (variations.length === 0) part.member('variations').refuse('a list of at least one variation')
  return {
    part,
    rules: environments.isSet ? environments.member(environment ?? '') : part,
    names: variantsOf(part).names,
  }
}

function variantsOf(part: Part) {
  const inEnvironments = part.member('environments').isSet
  return nameValues(
    part
      .member('variations')
      .list()
      .map((variation) => {
        if (!inEnvironments) return { value: variation.take() ?? null }
        if (!variation.isObject('a variation: an object with "value"')) return { value: null }
        variation.leaveBehind(['_id', 'description'])
        return { value: variation.member('value').take() ?? null, name: variation.member('name').text() }
      }),
  )
}

function define(key: string, flag: LaunchDarklyFlag, source: LaunchDarklySource): FlagDefinition {
  const { part, rules } = flag
  const { variants, wrapped } = variantsOf(part)
  if (wrapped) part.member('variations').tell('approximate', wrappedValues)
  const off = offVariant(flag)
  const isOn = rules.member('on').boolean() ?? false
  const { rule } = decision(key, flag, source)
  const fuseboard = settingsOf(key, part, off)
  quietEvents(part)
  quietEvents(rules)
  part.leaveBehind(bookkeeping)
  const base = { variants, ...(Object.keys(fuseboard).length === 0 ? {} : { fuseboard }) }
  if (!isOn && off === null) return { state: 'DISABLED', defaultVariant: off, ...targetingOf(rule), ...base }
  const served = isOn ? rule : rule === off ? off : { if: [false, rule, off] }
  if (typeof served === 'string' || served === null) return { state: 'ENABLED', defaultVariant: served, ...base }
  return { state: 'ENABLED', defaultVariant: off, ...targetingOf(served), ...base }
}

const targetingOf = (rule: Json): { targeting?: JsonObject } =>
  typeof rule === 'object' && rule !== null
    ? { targeting: rule as JsonObject }
    : rule === null
      ? {}
      : { targeting: { if: [true, rule] } }

/** Switches of event tracking that are off say nothing. */
function quietEvents(part: Part): void {
  for (const name of ['trackEvents', 'trackEventsFallthrough', 'includeInSnippet', 'excludeFromSummaries']) {
    if (part.member(name).value === false) part.leaveBehind([name])
  }
}

function settingsOf(key: string, part: Part, off: string | null): FlagSettings {
  const availability = part.member('clientSideAvailability')
  const isPublic = [
    part.member('clientSide').boolean(),
    availability.isSet && availability.isObject() && availability.member('usingEnvironmentId').boolean(),
    availability.isSet && availability.member('usingMobileKey').boolean(),
  ].some((value) => value === true)
  const tags = part.member('tags')
  if (Array.isArray(tags.value) && tags.value.length > 0) tags.drop(tagsRemedy)
  const isTemporary = part.member('temporary').boolean() === true
  const maintainer = part.member('_maintainer')
  if (maintainer.isSet) maintainer.leaveBehind(['_id', '_links', 'firstName', 'lastName', 'role', 'avatarUrl'])
  return {
    ...(isTemporary ? { kind: 'release' } : {}),
    ...owner(maintainer.member('email')),
    ...description(part, key, part.member('name').text(), part.member('description').text()),
    ...(off === null ? {} : { offVariant: off }),
    ...(isPublic ? { clientSide: true } : {}),
    ...createdAt(part.member('creationDate')),
  }
}

/** A flag that is a value and nothing else. */
function addValue(key: string, part: Part, { draft }: LaunchDarklySource): void {
  if (draft.flags.has(key)) part.refuse('a key that is not among "flags" too')
  const { names, variants, wrapped } = nameValues([{ value: part.take() ?? null }])
  if (wrapped) part.tell('approximate', wrappedValues)
  draft.flags.set(key, { source: part, definition: { state: 'ENABLED', variants, defaultVariant: names[0]! } })
}
